using System.Globalization;
using System.Security.Cryptography;
using Faktory.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faktory.Worker;

/// <summary>Puts a worker together from the host's services. What can be wrong is found when the worker starts, not here.</summary>
internal static class WorkerAssembly
{
    public static FaktoryWorkerService Create(string name, IServiceProvider provider) => new(
        name,
        () => Build(name, provider),
        provider.GetRequiredService<WorkerDrain>(),
        provider.GetRequiredService<IHostApplicationLifetime>(),
        provider.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout,
        provider.GetRequiredService<TimeProvider>(),
        Logger(name, provider));

    private static WorkerParts Build(string name, IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<FaktoryWorkerOptions>>().Get(name);
        var registry = provider.GetRequiredService<WorkerRegistry>();
        var time = provider.GetRequiredService<TimeProvider>();
        var linkTime = provider.GetService<LinkClock>()?.Time ?? time;
        var logger = Logger(name, provider);
        var random = new Random();

        var registration = registry.Effective(name);
        var handlers = HandlerTable.Create(name, registration.Handlers, provider.GetRequiredService<IServiceProviderIsService>(), options.Json);
        var queues = options.Queues is { } named ? QueueList.Parse(named, random) : QueueList.Strict(handlers.Queues.Append(Job.DefaultQueue).Distinct(StringComparer.Ordinal));
        QueueCoverage.Check(name, registry, handlers, worker => provider.GetRequiredService<IOptionsMonitor<FaktoryWorkerOptions>>().Get(worker), logger);

        var factory = Service<IFaktoryWorkerConnectionFactory>(provider, options.Client);
        var identity = new WorkerIdentity(RandomNumberGenerator.GetHexString(16, lowercase: true))
        {
            Labels = options.Labels?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
        };
        var turns = new HandlerTurns(options.Concurrency);
        var meter = provider.GetRequiredService<WorkerMeter>();
        var vitals = new WorkerVitals(name, factory.Endpoint, time);
        provider.GetRequiredService<RunningWorkers>().Add(vitals);
        WorkerLink Link(string purpose)
        {
            var telemetry = new LinkTelemetry(meter, vitals.Label, purpose, factory.Endpoint, time);
            return new(new ObservedConnectionFactory(factory, telemetry, vitals, fetches: purpose == "fetch"), identity, new ReconnectPause(linkTime, random), purpose, logger);
        }
        var beatLink = Link("heartbeat");
        var runner = new JobRunner(
            handlers,
            registry.Pipeline(name),
            new FailurePolicy(registry.Rules(name), logger),
            turns,
            provider.GetRequiredService<IServiceScopeFactory>(),
            Service<IFaktoryClient>(provider, options.Client),
            Service<IFaktoryBatches>(provider, options.Client),
            provider.GetRequiredService<JobContextAccessor>(),
            new ProgressReporter(beatLink, time, logger),
            logger);
        var jobTelemetry = new JobTelemetry(meter, handlers, queues, vitals.Label, factory.Endpoint, time);
        return new WorkerParts(options, queues, runner, turns, jobTelemetry, vitals, factory.Endpoint, Link("fetch"), Link("report"), beatLink, linkTime);
    }

    private static T Service<T>(IServiceProvider provider, string? client)
        where T : notnull =>
        string.IsNullOrEmpty(client) ? provider.GetRequiredService<T>() : provider.GetRequiredKeyedService<T>(client);

    private static ILogger Logger(string name, IServiceProvider provider) =>
        provider.GetRequiredService<ILoggerFactory>().CreateLogger(name.Length == 0 ? "Faktory.Worker" : string.Create(CultureInfo.InvariantCulture, $"Faktory.Worker.{name}"));
}
