namespace Faktory.Server.Storage;

/// <summary>A batch. Its members are in <see cref="MemberRow"/> and in the rows of its live jobs.</summary>
public sealed record BatchRow
{
    /// <summary>Assigned by the engine in the order of creation, from 1; the key.</summary>
    public required long Number { get; init; }

    /// <summary>The batch id on the wire.</summary>
    public required string Bid { get; init; }

    /// <summary>The parent's number; 0 for a root.</summary>
    public long Parent { get; init; }

    /// <summary>The creator's key; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>The creator's description.</summary>
    public string Description { get; init; } = "";

    /// <summary>UTC ticks.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>UTC ticks; 0 while it is uncommitted.</summary>
    public long CommittedAt { get; init; }

    /// <summary>UTC ticks; 0 while it is unfinished.</summary>
    public long FinishedAt { get; init; }

    /// <summary>The last NEW, OPEN, PUSH or child NEW that named it, roughly, in UTC ticks.</summary>
    public long TouchedAt { get; init; }

    /// <summary>The last activity anywhere in its tree, roughly, in UTC ticks; kept in the root's row.</summary>
    public long ActiveAt { get; init; }

    /// <summary>Bit flags of the engine; opaque to the store.</summary>
    public int Flags { get; init; }

    /// <summary>The success callback's job JSON; null for none.</summary>
    public byte[]? Success { get; init; }

    /// <summary>0 pending, 1 enqueued, 2 acknowledged.</summary>
    public byte SuccessState { get; init; }

    /// <summary>The complete callback's job JSON; null for none.</summary>
    public byte[]? Complete { get; init; }

    /// <summary>0 pending, 1 enqueued, 2 acknowledged.</summary>
    public byte CompleteState { get; init; }

    /// <summary>The cancelled callback's job JSON; null for none.</summary>
    public byte[]? Cancelled { get; init; }

    /// <summary>0 pending, 1 enqueued, 2 acknowledged.</summary>
    public byte CancelledState { get; init; }
}
