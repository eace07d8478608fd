using System.Globalization;
using Faktory.Benchmarks.EndToEnd;
using Faktory.Benchmarks.Measuring;
using Faktory.Benchmarks.Servers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;

namespace Faktory.Benchmarks.Systems;

/// <summary>Quartz.NET, with either store: one durable job of each kind, triggered once per job.</summary>
internal sealed class QuartzSystem : IJobSystem
{
    // What waits longer counts as misfired and is written again; a queue is nothing late.
    private static readonly TimeSpan NoMisfires = TimeSpan.FromHours(1);

    private readonly ServiceProvider _services;
    private readonly IScheduler _scheduler;
    private readonly PostgreSqlServer? _server;
    private readonly ComparisonSettings _settings;

    private QuartzSystem(ServiceProvider services, IScheduler scheduler, PostgreSqlServer? server, ComparisonSettings settings)
    {
        _services = services;
        _scheduler = scheduler;
        _server = server;
        _settings = settings;
    }

    public string AtItsAck => _server is null
        ? "Store in the worker's memory: nothing is durable, nothing crosses a process. The scheduler is signalled (IdleWaitTime stays 30 s), MaxBatchSize is the concurrency. "
            + "No batches: the last job of a stage, by a count in memory, triggers the next stage."
        : "PostgreSQL in other processes, synchronous_commit on: triggers and their completion are synced to disk; not clustered. The scheduler is signalled in its own process, MaxBatchSize is the concurrency. "
            + "Chains as with the RAM store: counted in memory, not durable.";

    public TimeSpan? ServerCpu => _server?.ReadCpu();

    public static Task<IJobSystem> InMemoryAsync(ComparisonSettings settings, Scoreboard board, CancellationToken cancellationToken) =>
        CreateAsync(null, quartz => quartz.UseInMemoryStore(store => store.MisfireThreshold = NoMisfires), settings, board, cancellationToken);

    public static async Task<IJobSystem> OnPostgreSqlAsync(ComparisonSettings settings, Scoreboard board, CancellationToken cancellationToken)
    {
        var server = await PostgreSqlServer.StartAsync(cancellationToken);
        try
        {
            return await CreateAsync(
                server,
                quartz => quartz.UsePersistentStore(store =>
                {
                    store.UsePostgres(NpgsqlFactory.Instance, server.ConnectionString);
                    store.ConfigureStore(options =>
                    {
                        options.MisfireThreshold = NoMisfires;
                        options.StoreJobDataAsStrings = true;
                    });
                    store.ProvisionSchema();
                }),
                settings, board, cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task PushManyAsync(int first, int count, CancellationToken cancellationToken) =>
        Parallelly.ForAsync(first, count, number => TriggerAsync(number, cancellationToken), cancellationToken);

    public Task PushAsync(int number, CancellationToken cancellationToken) => TriggerAsync(number, cancellationToken).AsTask();

    public Task StartChainAsync(int chain, CancellationToken cancellationToken) => QuartzStage.BeginAsync(_scheduler, chain, 0, _settings.Width, cancellationToken);

    public async Task StartWorkerAsync(CancellationToken cancellationToken) => await _scheduler.Start(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _scheduler.Shutdown();
        await _services.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private static async Task<IJobSystem> CreateAsync(
        PostgreSqlServer? server, Action<IQuartzBuilder> useStore, ComparisonSettings settings, Scoreboard board, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(board).AddSingleton(settings);
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler => scheduler.MaxBatchSize = settings.Concurrency);
            quartz.UseDefaultThreadPool(settings.Concurrency);
            quartz.AddJob<QuartzNoOp>(job => job.WithIdentity(QuartzNoOp.Key).StoreDurably());
            quartz.AddJob<QuartzStage>(job => job.WithIdentity(QuartzStage.Key).StoreDurably());
            useStore(quartz);
        });
        var provider = services.BuildServiceProvider();
        var scheduler = await provider.GetRequiredService<ISchedulerFactory>().GetScheduler(cancellationToken);
        return new QuartzSystem(provider, scheduler, server, settings);
    }

    private ValueTask TriggerAsync(int number, CancellationToken cancellationToken) =>
        _scheduler.TriggerJob(QuartzNoOp.Key, new JobDataMap { ["number"] = number.ToString(CultureInfo.InvariantCulture) }, cancellationToken);
}
