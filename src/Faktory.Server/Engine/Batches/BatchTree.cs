namespace Faktory.Server.Engine;

/// <summary>What a root and everything below it share: lifetime belongs to the tree.</summary>
internal sealed class BatchTree(Batch root)
{
    public Batch Root => root;

    /// <summary>Members not acknowledged plus callbacks enqueued and not acknowledged, over the whole tree.</summary>
    public long Unsettled { get; set; }

    /// <summary>Members and callbacks in the dead set.</summary>
    public long Dead { get; set; }

    /// <summary>The last activity anywhere in it, UTC.</summary>
    public DateTime ActiveAt { get; set; }

    /// <summary>Whether its time is over: unknown to every command, its rows on their way out.</summary>
    public bool IsExpired { get; set; }
}
