using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using GenericHost = Microsoft.Extensions.Hosting.Host;

namespace Faktory.Server.Host.Tests.Fixtures;

/// <summary>
/// A server in this process, built as an application would build it: a TCP port, a real SQLite file, and a clock that
/// moves only when the test says so.
/// </summary>
internal sealed class ServerFixture : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Action<FaktoryServerOptions>? _configure;
    private readonly DataFolder _folder = new();
    private readonly ConcurrentBag<FwpClient> _clients = [];
    private IHost? _host;
    private IPEndPoint _address = new(IPAddress.Loopback, 0);

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => _address;

    private ServerFixture(Action<FaktoryServerOptions>? configure) => _configure = configure;

    /// <summary>The server's only clock.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Whether the server is restarted before every command: what it answers may not depend on what it has in memory.</summary>
    public bool RestartsBeforeCommands { get; private init; }

    /// <param name="configure">The settings of the case.</param>
    /// <param name="restarts">See <see cref="RestartsBeforeCommands"/>.</param>
    public static async Task<ServerFixture> StartAsync(Action<FaktoryServerOptions>? configure = null, bool restarts = false)
    {
        var server = new ServerFixture(configure) { RestartsBeforeCommands = restarts };
        try
        {
            await server.BeginAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection that has read the greeting and said nothing yet.</summary>
    public async Task<FwpClient> DialAsync()
    {
        var client = await FwpClient.ConnectAsync(_address);
        _clients.Add(client);
        return client;
    }

    /// <summary>A connection after its handshake: a producer's, or with a wid a worker's.</summary>
    public async Task<FwpClient> ConnectAsync(string? wid = null)
    {
        var client = await DialAsync();
        Assert.Equal("+OK", (await client.HelloAsync(wid)).ToString());
        client.BeforeCall = RestartsBeforeCommands ? RestartUnderAsync : null;
        return client;
    }

    /// <summary>Stops the server in an orderly way and starts another one on the same file. Connections are gone.</summary>
    /// <param name="downtime">How much time passes in between.</param>
    public async Task RestartAsync(TimeSpan downtime = default)
    {
        await EndAsync();
        Time.Advance(downtime);
        await BeginAsync();
    }

    /// <summary>Sends a FETCH for which there is no job, and returns when the server has parked it.</summary>
    /// <returns>The reply to come.</returns>
    public static async Task<Task<FwpReply>> ParkAsync(FwpClient client, params string[] queues)
    {
        // Both lines arrive together and are applied one after the other: the answer to the first tells of the second.
        await client.SendRawAsync($"INFO\r\nFETCH {string.Join(' ', queues)}\r\n");
        Assert.Equal(FwpReplyKind.Bulk, (await client.ReadAsync()).Kind);
        return client.ReadAsync();
    }

    /// <summary>Fetches where there must be no job, and lets the two seconds pass.</summary>
    public async Task FetchNothingAsync(FwpClient client, params string[] queues)
    {
        var reply = await ParkAsync(client, queues);
        Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("$-1", (await reply).ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _folder.Dispose();
    }

    private async Task RestartUnderAsync(FwpClient client)
    {
        await StopAsync();
        await BeginAsync();
        await client.ReconnectAsync(_address);
        await client.SendAsync("HELLO {\"v\":2}");
        Assert.Equal("+OK", (await client.ReadAsync()).ToString());
    }

    private async Task BeginAsync()
    {
        var log = new AddressLog();
        var builder = GenericHost.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services
            .AddFaktoryServer(options =>
            {
                options.Enabled = true;
                options.Listen = "127.0.0.1:0";
                _configure?.Invoke(options);
            })
            .UseSqlite(Path.Combine(_folder.Path, "faktory.db"));
        _host = builder.Build();
        await _host.StartAsync(TestContext.Current.CancellationToken);
        _address = await log.Found.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private async Task EndAsync()
    {
        await StopAsync();
        _clients.Clear();
    }

    private async Task StopAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        if (_host is { } host)
        {
            _host = null;
            await StopAsync(host);
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    /// <summary>The server's own delays while it stops run on the test's clock.</summary>
    private async Task StopAsync(IHost host)
    {
        using var bound = new CancellationTokenSource(Patience);
        var stopping = host.StopAsync(bound.Token);
        while (!stopping.IsCompleted)
        {
            await Task.WhenAny(stopping, Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None));
            Time.Advance(TimeSpan.FromMilliseconds(50));
        }

        await stopping;
    }
}
