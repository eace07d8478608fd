using Faktory.Benchmarks.EndToEnd;
using Faktory.Benchmarks.Measuring;
using Faktory.LoadTest.Measuring;
using Faktory.LoadTest.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faktory.Benchmarks.Systems;

/// <summary>Faktory for .NET: a worker here, and the durable server in a process of its own.</summary>
internal sealed class FaktorySystem : IJobSystem
{
    private readonly LocalServer _server;
    private readonly ProcessCpu _serverCpu;
    private readonly IHost _host;
    private readonly IFaktoryClient _client;
    private readonly ComparisonSettings _settings;

    private FaktorySystem(LocalServer server, IHost host, ComparisonSettings settings)
    {
        _server = server;
        _serverCpu = new ProcessCpu(server.ProcessId);
        _host = host;
        _client = host.Services.GetRequiredService<IFaktoryClient>();
        _settings = settings;
    }

    public string AtItsAck =>
        $"Server in another process, over TCP, SQLite with durability {_settings.Durability ?? "Full"}"
        + (_settings.Durability is null ? ": every push and every ACK is synced to disk before it is answered (group commit)." : ".")
        + " No polling. Chains are nested batches with callbacks, all of it on the server.";

    public TimeSpan? ServerCpu => _serverCpu.Read();

    public static async Task<IJobSystem> StartAsync(ComparisonSettings settings, Scoreboard board, CancellationToken cancellationToken)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Faktory.Server.Host.dll");
        var server = await LocalServer.StartFaktoryAsync(program, settings.Durability, null, cancellationToken);
        try
        {
            return new FaktorySystem(server, BuildHost(server, settings, board), settings);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task PushManyAsync(int first, int count, CancellationToken cancellationToken) =>
        _client.PushManyAsync(Enumerable.Range(first, count).Select(number => Job.For<NoOpHandler>(new NoOp(number))), cancellationToken);

    public async Task PushAsync(int number, CancellationToken cancellationToken) =>
        await _client.PushAsync(Job.For<NoOpHandler>(new NoOp(number)), cancellationToken);

    public Task StartChainAsync(int chain, CancellationToken cancellationToken) => _client.StartBatchAsync(
        new Batch($"chain {chain}")
        {
            Success = Job.For<ChainDoneHandler>(new Stage(chain, Chain.Stages)),
            Children = [StageDoneHandler.Make(chain, 0, _settings.Width)],
        },
        cancellationToken);

    public Task StartWorkerAsync(CancellationToken cancellationToken) => _host.StartAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        await _server.DisposeAsync();
    }

    private static IHost BuildHost(LocalServer server, ComparisonSettings settings, Scoreboard board)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(board);
        builder.Services.AddSingleton(settings);
        builder.Services.AddFaktoryClient(client =>
        {
            client.Url = $"tcp://{server.EndPoint}";
            client.CommandTimeout = TimeSpan.FromSeconds(30);
        });
        builder.Services.AddFaktoryWorker(worker => worker.Concurrency = settings.Concurrency)
            .AddHandler<NoOpHandler>().AddHandler<StageHandler>().AddHandler<StageDoneHandler>().AddHandler<ChainDoneHandler>();
        return builder.Build();
    }
}
