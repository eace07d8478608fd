namespace Faktory.Server.Engine;

/// <summary>Something an operator should see in the log; the host writes it there.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">The batch or cron entry it happened to; the queue, for jobs.</param>
internal sealed record EngineNotice(EngineNoticeKind Kind, string Subject)
{
    /// <summary>Why; null where the kind says it all.</summary>
    public string? Reason { get; init; }

    /// <summary>The first job; null when it is not about jobs.</summary>
    public string? JobId { get; init; }

    /// <summary>How often it happened.</summary>
    public int Count { get; set; } = 1;
}

internal enum EngineNoticeKind
{
    /// <summary>An uncommitted root ran out of its time and was dropped without callbacks.</summary>
    UncommittedBatchExpired,

    /// <summary>An uncommitted child that nobody builds any more was dropped so that its parent goes on.</summary>
    AbandonedChildDropped,

    /// <summary>An uncommitted child with jobs holds up its parent and nothing in the tree is left to commit it: COMMIT or CANCEL it.</summary>
    StalledChild,

    /// <summary>A batch tree ran out of its time.</summary>
    BatchTreeExpired,

    /// <summary>A cron entry was due and its unique job is there already.</summary>
    CronNotUnique,

    /// <summary>A cron entry was due and its job could not be pushed.</summary>
    CronRefused,

    /// <summary>Jobs of a queue were fetched after the end that they were pushed with, and were dropped.</summary>
    JobsExpired,
}
