using System.Net;
using System.Net.Sockets;
using System.Text;
using Faktory.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker.Tests.Outages;

/// <summary>A server of this process that listens on TCP, with a client of its own that no proxy disturbs.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly IHost _producer;

    private LocalServer(IHost host, IHost producer, IPEndPoint endPoint)
    {
        _host = host;
        _producer = producer;
        EndPoint = endPoint;
    }

    public IPEndPoint EndPoint { get; }

    public string Url => $"tcp://{EndPoint}";

    public IFaktoryClient Client => _producer.Services.GetRequiredService<IFaktoryClient>();

    public Task<ServerInfo> InfoAsync() => _producer.Services.GetRequiredService<IFaktoryAdmin>().GetInfoAsync(TestContext.Current.CancellationToken);

    /// <param name="workerLostAfter">How long a vanished worker's jobs stay reserved.</param>
    /// <param name="file">Of the SQLite store; null for one in memory.</param>
    public static async Task<LocalServer> StartAsync(TimeSpan workerLostAfter, string? file = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        var server = builder.Services.AddFaktoryServer(options =>
        {
            options.Enabled = true;
            options.Listen = "127.0.0.1:0";
            options.WorkerLostAfter = workerLostAfter;
        });
        _ = file is null ? server.UseInMemory() : server.UseSqlite(file);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var endPoint = host.Services.GetServices<IHostedService>().OfType<FaktoryServerService>().Single().EndPoint!;
        var producer = Host.CreateApplicationBuilder();
        producer.Logging.SetMinimumLevel(LogLevel.Error);
        producer.Services.AddFaktoryClient(options => options.Url = $"tcp://{endPoint}");
        return new LocalServer(host, producer.Build(), endPoint);
    }

    /// <summary>Sends a command that no client has, whose reply is a bulk.</summary>
    public async Task<string?> AskAsync(string command)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(EndPoint, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(connection.GetStream());
        await connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"HELLO {{\"v\":2}}\r\n{command}\r\n"), TestContext.Current.CancellationToken);
        string? line = null;
        foreach (var expected in new[] { "+HI", "+OK", "$", "{" })
        {
            line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.StartsWith(expected, line, StringComparison.Ordinal);
        }

        return line;
    }

    /// <summary>Waits until no job waits in a queue any more.</summary>
    public async Task QueuesEmptyAsync()
    {
        while ((await InfoAsync()).TotalEnqueued > 0)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _producer.Dispose();
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
