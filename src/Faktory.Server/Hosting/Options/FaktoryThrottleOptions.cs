namespace Faktory;

/// <summary>
/// How many jobs of one queue may run at once, from <c>Faktory:Server:Throttles:QUEUE</c>: either <see cref="Concurrency"/> or <see cref="Worker"/>,
/// and always <see cref="Timeout"/>. While the limit is reached, FETCH treats the queue as empty and goes on to the other queues it names.
/// </summary>
public sealed class FaktoryThrottleOptions
{
    /// <summary>The limit over all workers together, at least 1.</summary>
    /// <value>Null: <see cref="Worker"/> is the limit.</value>
    public int? Concurrency { get; set; }

    /// <summary>The limit of each worker id, at least 1. Connections that gave none share one limit.</summary>
    /// <value>Null: <see cref="Concurrency"/> is the limit.</value>
    public int? Worker { get; set; }

    /// <summary>
    /// After so many seconds a running job no longer counts, at least 1, although neither ACK nor FAIL came. The job itself goes on and stays
    /// reserved. Choose more than the longest job takes.
    /// </summary>
    /// <value>Null, which is an error: there is no default.</value>
    public int? Timeout { get; set; }
}
