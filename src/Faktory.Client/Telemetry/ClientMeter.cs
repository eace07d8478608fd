using System.Diagnostics.Metrics;

namespace Faktory.Client;

/// <summary>The instruments that all clients of an application share.</summary>
internal sealed class ClientMeter : IDisposable
{
    private readonly Meter _meter;

    /// <param name="factory">Makes the application's meters; null where it has none.</param>
    public ClientMeter(IMeterFactory? factory)
    {
        _meter = factory?.Create(FaktoryClientTelemetry.MeterName) ?? new Meter(FaktoryClientTelemetry.MeterName);
        Duration = _meter.CreateHistogram(
            MessagingNames.OperationDuration,
            "s",
            "From the sending of a command with jobs or results to its reply; a FETCH waits up to 2 s for a job.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = MessagingNames.Boundaries });
        Sent = _meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Jobs that were sent to the server, those included that it refused.");
    }

    public Histogram<double> Duration { get; }

    public Counter<long> Sent { get; }

    public bool IsEnabled => Duration.Enabled || Sent.Enabled;

    public BoundedNames Queues { get; } = new();

    // One that the factory made is not ended by this.
    public void Dispose() => _meter.Dispose();
}
