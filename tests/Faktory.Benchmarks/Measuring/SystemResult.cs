namespace Faktory.Benchmarks.Measuring;

/// <summary>One line of the table; null where nothing could be told.</summary>
internal sealed record SystemResult(string Name)
{
    /// <summary>Why there are no figures; null when there are.</summary>
    public string? Missing { get; init; }

    public string AtItsAck { get; init; } = "";

    public long Jobs { get; init; }

    public double PushesPerSecond { get; init; }

    public double JobsPerSecond { get; init; }

    public double WorkerMicroseconds { get; init; }

    public double? ServerMicroseconds { get; init; }

    public double AllocatedBytes { get; init; }

    /// <summary>From before the push to the handler, worker idle: p50 and p99.</summary>
    public IReadOnlyList<TimeSpan> PushToRun { get; init; } = [];

    /// <summary>Between stages: p50 and p99.</summary>
    public IReadOnlyList<TimeSpan> Hops { get; init; } = [];

    public double? ChainJobsPerSecond { get; init; }
}
