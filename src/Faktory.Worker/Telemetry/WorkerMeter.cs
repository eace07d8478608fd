using System.Diagnostics.Metrics;
using Faktory.Client;

namespace Faktory.Worker;

/// <summary>The instruments that all workers of an application share.</summary>
internal sealed class WorkerMeter
{
    private readonly RunningWorkers _workers;

    public WorkerMeter(IMeterFactory factory, ClientMeter client, RunningWorkers workers)
    {
        _workers = workers;
        OperationDuration = client.Duration;
        var meter = factory.Create(FaktoryWorkerTelemetry.MeterName);
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = MessagingNames.Boundaries };
        ProcessDuration = meter.CreateHistogram("messaging.process.duration", "s", "How long jobs ran, from their start to their outcome.", advice: advice);
        Consumed = meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Jobs that were fetched.");
        Jobs = meter.CreateCounter<long>("faktory.worker.jobs", "{job}", "Executions by what came of them: done, failed, handed_back or lost.");
        QueueDelay = meter.CreateHistogram(
            "faktory.worker.queue.delay",
            "s",
            "From the time that a job was enqueued to its start; as exact as the two machines' clocks agree.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.. MessagingNames.Boundaries, 30, 60, 300, 900, 3600] });
        Reconnects = meter.CreateCounter<long>("faktory.worker.reconnects", "{connection}", "Connections that were made again, by purpose: fetch, report or heartbeat.");
        meter.CreateObservableUpDownCounter("faktory.worker.in_flight", () => Each(loop => loop.InFlight), "{job}", "Jobs that a worker holds: fetched, and their result not yet with the server.");
        meter.CreateObservableUpDownCounter("faktory.worker.slots.free", () => Each(loop => loop.FreeSlots), "{slot}", "Slots without a job.");
    }

    public Histogram<double> ProcessDuration { get; }

    /// <summary>The clients' own, because one name has one instrument.</summary>
    public Histogram<double> OperationDuration { get; }

    public Counter<long> Consumed { get; }

    public Counter<long> Jobs { get; }

    public Histogram<double> QueueDelay { get; }

    public Counter<long> Reconnects { get; }

    /// <summary>Whether anybody wants to know what comes of jobs.</summary>
    public bool WantsJobs => ProcessDuration.Enabled || Jobs.Enabled || QueueDelay.Enabled;

    private IEnumerable<Measurement<int>> Each(Func<FetchLoop, int> read) =>
        _workers.All.Where(worker => worker.Loop is not null).Select(worker => new Measurement<int>(read(worker.Loop!), new KeyValuePair<string, object?>(WorkerAttributes.Worker, worker.Label)));
}
