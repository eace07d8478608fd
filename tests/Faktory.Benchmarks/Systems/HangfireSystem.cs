using Faktory.Benchmarks.EndToEnd;
using Faktory.Benchmarks.Measuring;
using Faktory.Benchmarks.Servers;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Benchmarks.Systems;

/// <summary>Hangfire, with either storage.</summary>
internal sealed class HangfireSystem : IJobSystem
{
    /// <summary>The shortest that the storage allows; notifications end the wait sooner.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly JobStorage _storage;
    private readonly PostgreSqlServer? _server;
    private readonly ComparisonSettings _settings;
    private readonly IBackgroundJobClient _client;
    private readonly ServiceProvider _services;
    private BackgroundJobServer? _worker;

    private HangfireSystem(JobStorage storage, PostgreSqlServer? server, ComparisonSettings settings, Scoreboard board)
    {
        _storage = storage;
        _server = server;
        _settings = settings;
        _client = new BackgroundJobClient(storage);
        _services = new ServiceCollection().AddScoped(_ => new HangfireJobs(board, settings, _client)).BuildServiceProvider();
    }

    public string AtItsAck => _server is null
        ? "Storage in the worker's memory: nothing is durable, nothing crosses a process. Workers are signalled, no polling. "
            + "No batches in the free edition: the last job of a stage, by a count in memory, enqueues the next stage."
        : $"PostgreSQL in other processes, synchronous_commit on: pushes and state changes are synced to disk. EnableLongPolling (LISTEN/NOTIFY) and QueuePollInterval {PollInterval.TotalMilliseconds} ms, "
            + "UseSlidingInvisibilityTimeout. Chains as with the in-memory storage: counted in memory, not durable.";

    public TimeSpan? ServerCpu => _server?.ReadCpu();

    public static IJobSystem InMemory(ComparisonSettings settings, Scoreboard board)
    {
        Configure();
        return new HangfireSystem(new InMemoryStorage(new InMemoryStorageOptions()), null, settings, board);
    }

    public static async Task<IJobSystem> OnPostgreSqlAsync(ComparisonSettings settings, Scoreboard board, CancellationToken cancellationToken)
    {
        Configure();
        var server = await PostgreSqlServer.StartAsync(cancellationToken);
        try
        {
            var options = new PostgreSqlStorageOptions
            {
                QueuePollInterval = PollInterval,
                EnableLongPolling = true,
                UseSlidingInvisibilityTimeout = true,
                InvisibilityTimeout = TimeSpan.FromMinutes(5),
            };
            return new HangfireSystem(new PostgreSqlStorage(new NpgsqlConnectionFactory(server.ConnectionString, options), options), server, settings, board);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task PushManyAsync(int first, int count, CancellationToken cancellationToken) =>
        Parallelly.ForAsync(first, count, number => new ValueTask(PushAsync(number, cancellationToken)), cancellationToken);

    public Task PushAsync(int number, CancellationToken cancellationToken)
    {
        _client.Enqueue<HangfireJobs>(jobs => jobs.NoOp(number));
        return Task.CompletedTask;
    }

    public Task StartChainAsync(int chain, CancellationToken cancellationToken)
    {
        HangfireJobs.Begin(_client, chain, 0, _settings.Width);
        return Task.CompletedTask;
    }

    public Task StartWorkerAsync(CancellationToken cancellationToken)
    {
        _worker = new BackgroundJobServer(
            new BackgroundJobServerOptions
            {
                WorkerCount = _settings.Concurrency,
                Activator = new HangfireActivator(_services.GetRequiredService<IServiceScopeFactory>()),
                ShutdownTimeout = TimeSpan.FromSeconds(5),
            },
            _storage);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _worker?.Dispose();
        (_storage as IDisposable)?.Dispose();
        await _services.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private static void Configure() => GlobalConfiguration.Configuration
        .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
        .UseSimpleAssemblyNameTypeSerializer()
        .UseRecommendedSerializerSettings();
}
