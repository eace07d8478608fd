namespace Faktory.Server.Engine;

/// <summary>A batch. Its gates are derived from counts that only transitions change; what the parent last saw of them is kept to tell it of differences.</summary>
internal sealed class Batch
{
    public required long Number { get; init; }

    public required string Bid { get; init; }

    public required string Description { get; init; }

    /// <summary>Unique under the parent (roots: among the roots); null for none.</summary>
    public string? Key { get; set; }

    public required DateTime CreatedAt { get; init; }

    public Batch? Parent { get; set; }

    public BatchTree Tree { get; set; } = null!;

    /// <summary>UTC; null while it is uncommitted.</summary>
    public DateTime? CommittedAt { get; set; }

    /// <summary>UTC; null while it is unfinished.</summary>
    public DateTime? FinishedAt { get; set; }

    /// <summary>The last NEW, OPEN, PUSH or child NEW that named it, UTC.</summary>
    public DateTime TouchedAt { get; set; }

    public Callback? Success { get; set; }

    public Callback? Complete { get; set; }

    public Callback? Cancelled { get; set; }

    public MemberMap Members { get; } = new();

    /// <summary>Jobs there are of its members. Belongs to <see cref="JobEntry"/>.</summary>
    public int LiveJobs { get; set; }

    /// <summary>Members that can be settled only when they are pushed again: their jobs were removed.</summary>
    public int MembersWithoutJob => Math.Max(0, Members.Pending - LiveJobs);

    public LostMembers Lost => field ??= new LostMembers(this);

    public BatchChildren Children { get; } = new();

    /// <summary>Whether it was dropped from the engine.</summary>
    public bool IsDropped { get; set; }

    /// <summary>Unknown to every command.</summary>
    public bool IsGone => IsDropped || Tree.IsExpired;

    public bool IsCommitted => CommittedAt is not null;

    /// <summary>Whether it or a batch above it was cancelled: it takes in nothing any more.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Whether it was cancelled; what had succeeded below a cancelled batch is closed and was not.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Whether nothing of a cancelled batch, or below it, runs or waits, its cancelled callback left aside.</summary>
    public bool IsStill => IsCancelled && Members.Pending == 0 && !IsUnderWay(Complete) && !IsUnderWay(Success) && Children.NotCompleteClear == 0;

    /// <summary>BEHAVIOUR 3.3 complete, without the callback.</summary>
    public bool IsCompleteDue => IsCommitted && !IsCancelled && Members.Outstanding == 0 && Children.NotCompleteClear == 0;

    /// <summary>BEHAVIOUR 3.3 success, without callbacks.</summary>
    public bool IsSuccessDue => IsCommitted && !IsCancelled && Members.Pending == 0 && Children.NotSuccessClear == 0;

    /// <summary>BEHAVIOUR 3.5: no longer in the way of its parent's complete. A cancelled batch is not once nothing of it runs.</summary>
    public bool IsCompleteClear => IsCancelled
        ? IsStill && IsDone(Cancelled)
        : IsCompleteDue && IsDone(Complete) && (!IsSuccessDue || IsDone(Success));

    /// <summary>BEHAVIOUR 3.5: no longer in the way of its parent's success.</summary>
    public bool IsSuccessClear => IsSuccessDue && IsDone(Complete) && IsDone(Success);

    /// <summary>Whether nothing of it or below it is left to be done: it succeeded, or was cancelled, or only what was cancelled below it keeps it from success.</summary>
    public bool IsOver => IsCompleteClear && !IsUnderWay(Success) && Members.Pending == 0 && Children.NotOver == 0;

    /// <summary>Whether a job or callback in it or below it failed and was not acknowledged since, or a batch there was cancelled.</summary>
    public bool IsFailing => IsCancelled || Members.Failed > 0 || Children.Failing > 0 || Success is { HasFailed: true } || Complete is { HasFailed: true };

    /// <summary>What the parent counts of it. Belongs to <see cref="BatchChildren"/>.</summary>
    public GateView SeenByParent { get; set; }

    /// <summary>Belongs to <see cref="BatchChildren"/>.</summary>
    public Batch? NextSibling { get; set; }

    /// <summary>Belongs to <see cref="BatchChildren"/>.</summary>
    public Batch? PreviousSibling { get; set; }

    /// <summary>When its lifetime is looked at next, UTC. Belongs to <see cref="BatchSchedule"/>.</summary>
    public DateTime CheckAt { get; set; }

    /// <summary>Belongs to <see cref="ChangeTracker"/>.</summary>
    public BatchStorage Storage { get; } = new();

    public IEnumerable<Callback> Callbacks
    {
        get
        {
            if (Success is not null)
            {
                yield return Success;
            }

            if (Complete is not null)
            {
                yield return Complete;
            }

            if (Cancelled is not null)
            {
                yield return Cancelled;
            }
        }
    }

    /// <summary>It and everything below it, parents first.</summary>
    public IEnumerable<Batch> WithDescendants
    {
        get
        {
            var open = new Stack<Batch>([this]);
            while (open.TryPop(out var next))
            {
                yield return next;
                for (var child = next.Children.First; child is not null; child = child.NextSibling)
                {
                    open.Push(child);
                }
            }
        }
    }

    private static bool IsUnderWay(Callback? callback) => callback is { Progress: CallbackProgress.Enqueued };

    private static bool IsDone(Callback? callback) => callback is null or { Progress: CallbackProgress.Acknowledged };
}

/// <summary>A batch's gates at one moment.</summary>
internal readonly record struct GateView(bool IsCompleteClear, bool IsSuccessClear, bool IsFailing, bool IsOver)
{
    public static GateView Of(Batch batch) => new(batch.IsCompleteClear, batch.IsSuccessClear, batch.IsFailing, batch.IsOver);
}
