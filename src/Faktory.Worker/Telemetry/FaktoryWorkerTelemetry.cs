using Faktory.Client;

namespace Faktory;

/// <summary>
/// What workers tell OpenTelemetry and other listeners of <c>System.Diagnostics</c>, after the OpenTelemetry conventions for messaging;
/// <c>AddFaktoryInstrumentation()</c> listens to all of it. Times are in seconds.
/// </summary>
public static class FaktoryWorkerTelemetry
{
    /// <summary>
    /// The name of its source of spans: <c>process {queue}</c> for each execution of a job, below the span that created the job; for a callback
    /// that is the one that created its batch. So a chain is one trace, from its producer through every stage.
    /// </summary>
    public const string ActivitySourceName = InstrumentationNames.Worker;

    /// <summary>
    /// The name of its meter: <c>messaging.process.duration</c>, <c>messaging.client.consumed.messages</c>, and <c>faktory.worker.jobs</c>,
    /// <c>.queue.delay</c>, <c>.in_flight</c>, <c>.slots.free</c> and <c>.reconnects</c>. Job types without a handler count as <c>(other)</c>.
    /// How long fetch, ack, fail and requeue take is in the clients' meter (<see cref="FaktoryClientTelemetry.MeterName"/>).
    /// </summary>
    public const string MeterName = InstrumentationNames.Worker;
}
