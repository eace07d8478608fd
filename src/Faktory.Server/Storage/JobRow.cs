namespace Faktory.Server.Storage;

/// <summary>A live job. Values only; arrays are never changed after they were handed over.</summary>
public readonly record struct JobRow
{
    /// <summary>Assigned by the engine in the order of arrival, from 1; the key.</summary>
    public required long Id { get; init; }

    /// <summary>The set the job is in.</summary>
    public required JobState State { get; init; }

    /// <summary>The queue's name.</summary>
    public required string Queue { get; init; }

    /// <summary>The order within the queue (may be negative: requeued to the head), or when it entered its set.</summary>
    public required long Position { get; init; }

    /// <summary>The canonical job JSON; null in an update that leaves it unchanged.</summary>
    public byte[]? Payload { get; init; }

    /// <summary>When it was last enqueued, in UTC ticks; 0 for never.</summary>
    public long EnqueuedAt { get; init; }

    /// <summary>When something is to happen to it, in UTC ticks: due, end of reservation, end of its time as a dead job; 0 for nothing.</summary>
    public long DueAt { get; init; }

    /// <summary>The FWP <c>failure</c> object as JSON; null when it never failed.</summary>
    public byte[]? Failure { get; init; }

    /// <summary>The number of the batch it is a member of; 0 for none.</summary>
    public long Batch { get; init; }

    /// <summary>The number of the batch it is a callback of; 0 for none.</summary>
    public long CallbackBatch { get; init; }

    /// <summary>Which callback: 0 none, 1 success, 2 complete, 3 cancelled.</summary>
    public byte CallbackKind { get; init; }

    /// <summary>Bit flags of the engine; opaque to the store.</summary>
    public byte Flags { get; init; }

    /// <summary>How often a vanished worker gave it back since its last failure.</summary>
    public byte Returns { get; init; }

    /// <summary>When it was reserved, in UTC ticks; 0 when it is not.</summary>
    public long ReservedAt { get; init; }

    /// <summary>The worker (wid) that holds it; null when none or unnamed.</summary>
    public string? Worker { get; init; }
}
