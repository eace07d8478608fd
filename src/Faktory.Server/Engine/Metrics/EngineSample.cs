namespace Faktory.Server.Engine;

/// <summary>The engine's state at one moment, as metrics show it.</summary>
internal sealed record EngineSample
{
    /// <summary>The largest queues, and all others as one.</summary>
    public required IReadOnlyList<QueueSample> Queues { get; init; }

    public required int Scheduled { get; init; }

    public required int Retries { get; init; }

    public required int Dead { get; init; }

    public required int Working { get; init; }

    public required int Workers { get; init; }

    /// <summary>Batches at any level that are not finished, uncommitted ones included.</summary>
    public required int OpenBatches { get; init; }

    /// <summary>Batches at any level that are finished and still known.</summary>
    public required int FinishedBatches { get; init; }

    /// <summary>Trees whose committed root is unfinished while none of their jobs waits, runs, is scheduled or to be retried.</summary>
    public required int StalledTrees { get; init; }
}

/// <param name="Name">The name of the queue.</param>
/// <param name="Size">How many jobs wait in it.</param>
/// <param name="Latency">How long its oldest job has waited.</param>
internal readonly record struct QueueSample(string Name, long Size, TimeSpan Latency);
