using BenchmarkDotNet.Attributes;
using Faktory.Client;
using Faktory.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faktory.Benchmarks.Micro;

/// <summary>A fetched no-op job through its scope, middleware, binding and handler to its outcome; no connection.</summary>
[Config(typeof(InProcessConfig))]
public class Dispatch
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly TimeSpan Timeout = TimeSpan.FromDays(1);

    private readonly Job _withArguments = Job.Create("nothing-with", 42);
    private readonly Job _without = Job.Create("nothing");
    private ServiceProvider? _services;
    private JobRunner? _runner;

    /// <summary>Middleware that only passes on.</summary>
    [Params(0, 3)]
    public int Middleware { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var services = new ServiceCollection();
        var worker = services.AddFaktoryWorker().AddHandler<Nothing>().AddHandler<NothingWith>();
        for (var index = 0; index < Middleware; index++)
        {
            worker.UseMiddleware((context, next) => next(context));
        }

        _services = services.BuildServiceProvider();
        var registry = _services.GetRequiredService<WorkerRegistry>();
        var registration = registry.Effective("");
        var (time, logger) = (TimeProvider.System, NullLogger.Instance);
        var link = new WorkerLink(
            _services.GetRequiredService<IFaktoryWorkerConnectionFactory>(), new WorkerIdentity("benchmark"), new ReconnectPause(time, new Random(0)), "heartbeat", logger);
        _runner = new JobRunner(
            HandlerTable.Create("", registration.Handlers, _services.GetRequiredService<IServiceProviderIsService>(), new FaktoryWorkerOptions().Json),
            registration.Pipeline,
            new FailurePolicy(registry.Rules(""), logger),
            new HandlerTurns(1),
            _services.GetRequiredService<IServiceScopeFactory>(),
            _services.GetRequiredService<IFaktoryClient>(),
            _services.GetRequiredService<IFaktoryBatches>(),
            _services.GetRequiredService<JobContextAccessor>(),
            new ProgressReporter(link, time, logger),
            logger);
    }

    [GlobalCleanup]
    public void Cleanup() => _services?.Dispose();

    [Benchmark(Baseline = true, Description = "no arguments")]
    public async Task<object> Without() => await RunAsync(_without);

    [Benchmark(Description = "one number as arguments")]
    public async Task<object> WithArguments() => await RunAsync(_withArguments);

    private ValueTask<JobOutcome> RunAsync(Job job) => _runner!.RunAsync(new RunningJob(job, Timeout, Now));

    [JobHandler("nothing")]
    private sealed class Nothing : IJobHandler
    {
        public Task HandleAsync(JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [JobHandler("nothing-with")]
    private sealed class NothingWith : IJobHandler<int>
    {
        public Task HandleAsync(int args, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
