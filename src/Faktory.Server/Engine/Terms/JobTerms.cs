namespace Faktory.Server.Engine;

/// <summary>What a job's <c>custom</c> asks of the server (BEHAVIOUR 4.1 to 4.3). Most jobs ask nothing and have none.</summary>
internal sealed class JobTerms
{
    /// <summary>What no second job may share while the lock is held; null for a job that is not unique.</summary>
    public JobHash? UniqueKey { get; init; }

    /// <summary>How long the lock lasts once the job is due.</summary>
    public TimeSpan UniqueFor { get; init; }

    /// <summary>Whether FETCH releases the lock; otherwise ACK does.</summary>
    public bool UnlocksAtStart { get; init; }

    /// <summary>From when on it is not worth running any more, UTC; null for never.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>Whether TRACK tells of it.</summary>
    public bool IsTracked { get; init; }
}
