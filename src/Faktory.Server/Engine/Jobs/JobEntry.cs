using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>
/// A live job. There may be a million: fields are packed and nothing is allocated beside it while it waits.
/// Its links belong to the structure named beside them.
/// </summary>
internal sealed class JobEntry
{
    /// <summary>The job before it in its queue, or who holds it: never both.</summary>
    private object? _neighbourOrHolder;

    /// <summary>Its batch when there is nothing else, as with most jobs; otherwise <see cref="JobExtras"/> with all of it.</summary>
    private object? _batchOrExtras;

    public required long Id { get; init; }

    public required JobHash Hash { get; init; }

    /// <summary>Canonical JSON, never changed in place.</summary>
    public required byte[] Payload { get; set; }

    public required JobQueue Queue { get; set; }

    public long Position { get; set; }

    /// <summary>UTC; default for never.</summary>
    public DateTime EnqueuedAt { get; set; }

    public FailureRecord? Failure
    {
        get => Extras?.Failure;
        set
        {
            if (value != Failure)
            {
                NeedExtras().Failure = value;
            }
        }
    }

    /// <summary>Who works on it; null for nobody.</summary>
    public Reservation? Reservation
    {
        get => _neighbourOrHolder as Reservation;
        set => _neighbourOrHolder = value;
    }

    /// <summary>What it asks of the server; null for nothing.</summary>
    public JobTerms? Terms
    {
        get => Extras?.Terms;
        set
        {
            if (value != Terms)
            {
                NeedExtras().Terms = value;
            }
        }
    }

    public int Retry { get; set; }

    public int ReserveFor { get; set; }

    public JobState State { get; set; }

    public byte Returns { get; set; }

    /// <summary>Whether the store has a row of it. Belongs to <see cref="ChangeTracker"/>.</summary>
    public bool IsStored { get; set; }

    /// <summary>Belongs to <see cref="ChangeTracker"/>.</summary>
    public JobChange Change { get; set; }

    /// <summary>Belongs to <see cref="TimedSet"/>: the place in the heap, -1 for none.</summary>
    public int HeapIndex { get; set; } = -1;

    /// <summary>Belongs to <see cref="JobIndex"/>.</summary>
    public JobEntry? NextInIndex { get; set; }

    /// <summary>Belongs to <see cref="JobQueue"/>.</summary>
    public JobEntry? Previous
    {
        get => _neighbourOrHolder as JobEntry;
        set => _neighbourOrHolder = value;
    }

    /// <summary>Belongs to <see cref="JobQueue"/>.</summary>
    public JobEntry? Next { get; set; }

    /// <summary>The batch it was pushed into, dropped or not; null for none. That batch counts its jobs.</summary>
    public Batch? JoinedBatch
    {
        get => _batchOrExtras as Batch ?? Extras?.Batch;
        set
        {
            JoinedBatch?.CountMemberJob(-1);
            value?.CountMemberJob(1);
            if (Extras is { } extras)
            {
                extras.Batch = value;
            }
            else
            {
                _batchOrExtras = value;
            }
        }
    }

    /// <summary>The callback that it is, whether or not its batch is still known. That callback knows that it has a job.</summary>
    public Callback? JoinedCallback
    {
        get => Extras?.Callback;
        set
        {
            if (JoinedCallback is { } before)
            {
                before.HasJob = false;
                before.Batch.CountJob(-1);
                NeedExtras().Callback = null;
            }

            if (value is { } now)
            {
                NeedExtras().Callback = now;
                now.HasJob = true;
                now.Batch.CountJob(1);
            }
        }
    }

    /// <summary>The batch it counts in; null once that batch is gone.</summary>
    public Batch? Batch => JoinedBatch is { IsGone: false } batch ? batch : null;

    /// <summary>The callback it is; null once its batch is gone.</summary>
    public Callback? Callback => JoinedCallback is { Batch.IsGone: false } callback ? callback : null;

    public bool IsWaiting => State is JobState.Enqueued or JobState.Scheduled or JobState.Retrying && !IsRemoved && !IsCancelled;

    /// <summary>Whether its batch was cancelled, so that it never runs again. Of callbacks only the one that tells of the cancelling goes on.</summary>
    public bool IsCancelled => Callback is { } callback
        ? callback is { Kind: not CallbackKind.Cancelled, Batch.IsCancelled: true }
        : JoinedBatch is { IsCancelled: true, IsGone: false };

    /// <summary>Whether its queue was removed with it, so that it is only waiting to be forgotten.</summary>
    public bool IsRemoved => State == JobState.Enqueued && Position <= Queue.RemovedUpTo;

    private JobExtras? Extras => _batchOrExtras as JobExtras;

    private JobExtras NeedExtras()
    {
        if (Extras is { } known)
        {
            return known;
        }

        var extras = new JobExtras { Batch = _batchOrExtras as Batch };
        _batchOrExtras = extras;
        return extras;
    }
}

/// <summary>What the next write set has to say about a job.</summary>
[Flags]
internal enum JobChange : byte
{
    None = 0,
    Row = 1,
    Payload = 2,
    Removed = 4,
}
