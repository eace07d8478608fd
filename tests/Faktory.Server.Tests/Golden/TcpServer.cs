using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Faktory.Server.Connections;
using Faktory.Server.Hosting;
using Faktory.Server.Storage;
using Faktory.Server.Tests.Connections;
using Faktory.Server.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faktory.Server.Tests.Golden;

/// <summary>A listener on a free port, with the engine and a store in memory behind it.</summary>
internal sealed class TcpServer : IAsyncDisposable
{
    private readonly EngineHost _engine;

    private TcpServer(ConnectionOptions options, EngineHostSettings settings)
    {
        _engine = new EngineHost(
            settings,
            new MemoryStoreFactory(),
            new GcMemoryProbe(),
            new RandomSeedSource(),
            new FakeStopper(),
            new EngineHealth(),
            new EngineMetrics(new Meter(nameof(TcpServer))),
            TimeProvider.System,
            NullLogger<EngineHost>.Instance);
        Environment = new ConnectionEnvironment(
            _engine, options, TimeProvider.System, new FixedChallenge(), new ConnectionRegistry(TimeProvider.System), NullLoggerFactory.Instance);
        Listener = new FaktoryListener(new IPEndPoint(IPAddress.Loopback, 0), Environment);
    }

    public ConnectionEnvironment Environment { get; }

    public FaktoryListener Listener { get; }

    public static async Task<TcpServer> StartAsync(ConnectionOptions? options = null, EngineHostSettings? settings = null)
    {
        var server = new TcpServer(options ?? new ConnectionOptions(), settings ?? new EngineHostSettings());
        await server._engine.StartAsync(TestContext.Current.CancellationToken);
        await server.Listener.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async Task<WireClient> ConnectAsync(string? hello = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Listener.EndPoint, TestContext.Current.CancellationToken);
        var client = new WireClient(socket);
        if (hello is not null)
        {
            Assert.Equal("+HI {\"v\":2}\r\n", await client.ReadReplyAsync());
            Assert.Equal("+OK\r\n", await client.CallAsync(hello));
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await Listener.DisposeAsync();
        await _engine.StopAsync(CancellationToken.None);
        await _engine.DisposeAsync();
    }
}
