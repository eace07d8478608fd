using Faktory.Benchmarks.Systems;

namespace Faktory.Benchmarks.EndToEnd;

/// <summary>What the command line asks for.</summary>
internal sealed record ComparisonSettings
{
    /// <summary>Which systems, in this order.</summary>
    public required IReadOnlyList<SystemName> Systems { get; init; }

    /// <summary>How many no-op jobs are measured, at most.</summary>
    public required int Jobs { get; init; }

    /// <summary>How many no-op jobs run before the measured ones, at most, so that code is compiled.</summary>
    public required int WarmUp { get; init; }

    /// <summary>How many jobs run at a time.</summary>
    public required int Concurrency { get; init; }

    /// <summary>How many single jobs are pushed to an idle worker.</summary>
    public required int Probes { get; init; }

    /// <summary>How many chains run one after another, for the hop between stages.</summary>
    public required int Hops { get; init; }

    /// <summary>How many chains run at once, for jobs/s.</summary>
    public required int Chains { get; init; }

    /// <summary>How many jobs each stage has.</summary>
    public required int Width { get; init; }

    /// <summary>The longest that one phase of one system may take; what it reached by then is what counts.</summary>
    public required TimeSpan PhaseLimit { get; init; }

    /// <summary>The durability of the Faktory server; null leaves it to its own default, Full.</summary>
    public string? Durability { get; init; }

    /// <summary>Whether the types allocated most are shown; that slows the measurement down.</summary>
    public bool Allocations { get; init; }
}
