namespace Faktory;

/// <summary>A change of many jobs at once (FWP MUTATE). Without a filter it concerns the whole set.</summary>
/// <param name="Action">What happens to the jobs.</param>
/// <param name="Target">Which set they are in.</param>
public sealed record JobMutation(JobMutationAction Action, JobSet Target)
{
    /// <summary>Only these jobs; empty for no such filter. Wins over <see cref="JobType"/> and <see cref="Pattern"/>.</summary>
    public IReadOnlyList<string> JobIds { get; init; } = [];

    /// <summary>Only jobs of this type; null for no such filter.</summary>
    public string? JobType { get; init; }

    /// <summary>
    /// Only jobs whose whole JSON matches this glob (FWP <c>regexp</c>), in addition to <see cref="JobType"/>; null for no such filter.
    /// <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a]</c>, and <c>\</c> before a character that is meant; give it a <c>*</c> at both ends.
    /// This project's server takes 1,000 bytes at most.
    /// </summary>
    public string? Pattern { get; init; }
}

/// <summary>What FWP MUTATE does to jobs.</summary>
public enum JobMutationAction
{
    /// <summary>Moves them to the dead set.</summary>
    Kill,

    /// <summary>Deletes them.</summary>
    Discard,

    /// <summary>Puts them into their queues now.</summary>
    Requeue,

    /// <summary>Empties the set.</summary>
    Clear,
}

/// <summary>The sets that FWP MUTATE works on.</summary>
public enum JobSet
{
    /// <summary>Jobs waiting for their time.</summary>
    Scheduled,

    /// <summary>Failed jobs waiting for their retry.</summary>
    Retries,

    /// <summary>Jobs out of retries.</summary>
    Dead,
}
