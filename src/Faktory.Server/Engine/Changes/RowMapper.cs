using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>The engine's objects as rows of values, and the flags in them.</summary>
internal static class RowMapper
{
    public const byte MemberFailedFlag = 1;
    public const byte InProcessFlag = 2;
    public const byte ReleasesFlag = 4;

    /// <summary>Of a batch row: it and what is below it take in nothing any more.</summary>
    public const int ClosedFlag = 0x100;

    /// <summary>Of a batch row: it was cancelled, rather than closed with what is above it after it had succeeded.</summary>
    public const int CancelledFlag = 0x200;

    public static JobRow ToRow(JobEntry entry, DateTime dueAt, bool withPayload)
    {
        var batch = entry.Batch;
        var callback = entry.Callback;
        var reservation = entry.Reservation;
        return new JobRow
        {
            Id = entry.Id,
            State = entry.State,
            Queue = entry.Queue.Name,
            Position = entry.Position,
            Payload = withPayload ? entry.Payload : null,
            EnqueuedAt = entry.EnqueuedAt.Ticks,
            DueAt = dueAt.Ticks,
            Failure = entry.Failure?.Json,
            Batch = batch?.Number ?? 0,
            CallbackBatch = callback?.Batch.Number ?? 0,
            CallbackKind = callback is null ? (byte)0 : (byte)callback.Kind,
            Flags = Flags(entry, batch, reservation),
            Returns = entry.Returns,
            ReservedAt = reservation?.ReservedAt.Ticks ?? 0,
            Worker = reservation?.Wid,
        };
    }

    public static BatchRow ToRow(Batch batch) => new()
    {
        Number = batch.Number,
        Bid = batch.Bid,
        Parent = batch.Parent?.Number ?? 0,
        Key = batch.Key,
        Description = batch.Description,
        CreatedAt = batch.CreatedAt.Ticks,
        CommittedAt = batch.CommittedAt?.Ticks ?? 0,
        FinishedAt = batch.FinishedAt?.Ticks ?? 0,
        TouchedAt = batch.TouchedAt.Ticks,
        ActiveAt = batch.Tree.Root == batch ? batch.Tree.ActiveAt.Ticks : 0,
        Flags = Flags(batch),
        Success = batch.Success?.Payload,
        SuccessState = (byte)(batch.Success?.Progress ?? 0),
        Complete = batch.Complete?.Payload,
        CompleteState = (byte)(batch.Complete?.Progress ?? 0),
        Cancelled = batch.Cancelled?.Payload,
        CancelledState = (byte)(batch.Cancelled?.Progress ?? 0),
    };

    /// <summary>The bit of a batch row that says that the callback's latest execution failed.</summary>
    public static int CallbackFailedFlag(CallbackKind kind) => 1 << (int)kind;

    public static DateTime ToTime(long ticks) => new(ticks, DateTimeKind.Utc);

    public static DateTime? ToOptionalTime(long ticks) => ticks == 0 ? null : ToTime(ticks);

    private static int Flags(Batch batch)
    {
        var flags = (batch.IsClosed ? ClosedFlag : 0) | (batch.IsCancelled ? CancelledFlag : 0);
        return batch.Callbacks.Where(callback => callback.HasFailed).Aggregate(flags, (all, callback) => all | CallbackFailedFlag(callback.Kind));
    }

    private static byte Flags(JobEntry entry, Batch? batch, Reservation? reservation)
    {
        var flags = 0;
        if (batch?.Members.Find(entry.Hash) == MemberState.Failed)
        {
            flags |= MemberFailedFlag;
        }

        if (reservation is { IsInProcess: true })
        {
            flags |= InProcessFlag;
        }

        if (reservation is { Releases: true })
        {
            flags |= ReleasesFlag;
        }

        return (byte)flags;
    }
}
