using System.Diagnostics.Metrics;
using Faktory.Server.Connections;
using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>What is read when somebody collects. Of the engine only samples are read, never its state.</summary>
internal sealed class ServerGauges
{
    private readonly SampleCache _samples;

    public ServerGauges(ServerMeter meter, SampleCache samples, EngineMetrics metrics, EngineHost engine, EngineHealth health, ConnectionRegistry connections)
    {
        _samples = samples;
        AddQueues(meter.Meter);
        AddJobs(meter.Meter, metrics.Jobs);
        AddBatches(meter.Meter);
        AddConnections(meter.Meter, connections);
        AddStore(meter.Meter, engine, health);
        AddMemory(meter.Meter, engine.Memory);
    }

    private void AddQueues(Meter meter)
    {
        meter.CreateObservableGauge(
            "faktory.server.queue.size",
            () => Each(sample => sample.Queues.Select(queue => Of(queue.Size, "queue", queue.Name))),
            "{job}",
            $"Waiting jobs by queue: the {SampleQuery.MaxQueues} largest, and all others as {SampleQuery.Others}.");
        meter.CreateObservableGauge(
            "faktory.server.queue.latency",
            () => Each(sample => sample.Queues.Select(queue => Of(queue.Latency.TotalSeconds, "queue", queue.Name))),
            "s",
            "How long the oldest job of a queue has waited.");
    }

    private void AddJobs(Meter meter, JobTally tally)
    {
        meter.CreateObservableGauge(
            "faktory.server.set.size",
            () => Each<int>(sample =>
            [
                Of(sample.Scheduled, "set", "scheduled"),
                Of(sample.Retries, "set", "retries"),
                Of(sample.Dead, "set", "dead"),
                Of(sample.Working, "set", "working"),
            ]),
            "{job}",
            "Jobs that are not in a queue.");
        meter.CreateObservableCounter(
            "faktory.server.jobs",
            () => Enum.GetValues<JobEvent>().Select(what => Of(tally[what], "outcome", NameOf(what))),
            "{job}",
            "What happened to jobs; one job counts under several outcomes.");
        meter.CreateObservableGauge("faktory.server.workers", () => Each<int>(sample => [new(sample.Workers)]), "{worker}", "Workers that are connected.");
    }

    private void AddBatches(Meter meter)
    {
        meter.CreateObservableGauge(
            "faktory.server.batch.count",
            () => Each<int>(sample => [Of(sample.OpenBatches, "state", "open"), Of(sample.FinishedBatches, "state", "finished")]),
            "{batch}",
            "Known batches at any level: unfinished ones, uncommitted ones included, and finished ones until they are forgotten.");
        meter.CreateObservableGauge(
            "faktory.server.batch.stalled",
            () => Each<int>(sample => [new(sample.StalledTrees)]),
            "{batch}",
            "Committed, unfinished root batches of whose tree no job waits, runs, is scheduled or to be retried: dead or deleted jobs or an open child hold them up.");
    }

    private static void AddConnections(Meter meter, ConnectionRegistry connections)
    {
        meter.CreateObservableGauge("faktory.server.connection.count", () => connections.Connections, "{connection}", "Open connections whose handshake is over.");
        meter.CreateObservableCounter(
            "faktory.server.connection.refused",
            () => (Measurement<long>[])[Of(connections.RefusedByLimit, "reason", "limit"), Of(connections.RefusedByPassword, "reason", "password")],
            "{connection}",
            "Connections that were closed because there were too many, or because of a wrong password.");
    }

    private static void AddStore(Meter meter, EngineHost engine, EngineHealth health)
    {
        meter.CreateObservableGauge("faktory.server.ready", () => health.IsReady ? 1 : 0, "1", "Whether commands are applied.");
        meter.CreateObservableCounter("faktory.server.store.outages", () => health.Outages, "{outage}", "How often commands were refused because the store failed.");
        meter.CreateObservableGauge(
            "faktory.server.store.log.size",
            () => engine.StoreLogBytes is { } bytes ? (Measurement<long>[])[new(bytes)] : [],
            "By",
            "The size of the store's write-ahead log.");
    }

    private static void AddMemory(Meter meter, MemoryGuard memory)
    {
        meter.CreateObservableGauge("faktory.server.memory.used", () => memory.UsedBytes, "By", "The managed heap, which holds the jobs.");
        meter.CreateObservableGauge("faktory.server.memory.limit", () => memory.LimitBytes, "By", "Above so much, new jobs are refused.");
        meter.CreateObservableGauge("faktory.server.memory.full", () => memory.UsedBytes > memory.LimitBytes ? 1 : 0, "1", "Whether new jobs are refused.");
    }

    private IEnumerable<Measurement<T>> Each<T>(Func<EngineSample, IEnumerable<Measurement<T>>> read)
        where T : struct => _samples.Get() is { } sample ? read(sample) : [];

    private static Measurement<T> Of<T>(T value, string key, string name)
        where T : struct => new(value, new KeyValuePair<string, object?>(key, name));

    private static string NameOf(JobEvent what) => what == JobEvent.TimedOut ? "timed_out" : what.ToString().ToLowerInvariant();
}
