namespace Faktory;

/// <summary>
/// What a client tells OpenTelemetry and other listeners of <c>System.Diagnostics</c>, after the OpenTelemetry conventions for messaging;
/// <c>AddFaktoryInstrumentation()</c> listens to all of it. Times are in seconds.
/// </summary>
public static class FaktoryClientTelemetry
{
    /// <summary>
    /// The name of its source of spans: <c>push {queue}</c> for each push, single or of many, and <c>create_batch</c> for each batch. Jobs and
    /// callbacks carry the span's context to their workers as <c>custom.traceparent</c> and <c>custom.tracestate</c> (W3C); baggage does not travel.
    /// </summary>
    public const string ActivitySourceName = "Faktory.Client";

    /// <summary>
    /// The name of its meter: <c>messaging.client.operation.duration</c> (push, create_batch; of a worker fetch, ack, fail and requeue) and
    /// <c>messaging.client.sent.messages</c>. Beyond a hundred queues, those that come later count as <c>(other)</c>.
    /// </summary>
    public const string MeterName = "Faktory.Client";
}
