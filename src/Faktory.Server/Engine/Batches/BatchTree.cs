namespace Faktory.Server.Engine;

/// <summary>What a root and everything below it share: lifetime belongs to the tree.</summary>
internal sealed class BatchTree(Batch root, BatchCensus census)
{
    public Batch Root => root;

    /// <summary>Members not acknowledged plus callbacks enqueued and not acknowledged, over the whole tree.</summary>
    public long Unsettled { get; set; }

    /// <summary>Members and callbacks in the dead set.</summary>
    public long Dead
    {
        get;
        set
        {
            field = value;
            LookForStall();
        }
    }

    /// <summary>Live members and callbacks, dead ones included.</summary>
    public long Jobs
    {
        get;
        set
        {
            field = value;
            LookForStall();
        }
    }

    /// <summary>The last activity anywhere in it, UTC.</summary>
    public DateTime ActiveAt { get; set; }

    /// <summary>Whether its time is over: unknown to every command, its rows on their way out.</summary>
    public bool IsExpired
    {
        get;
        set
        {
            field = value;
            LookForStall();
        }
    }

    /// <summary>
    /// Counts the tree as stalled or not: its root waits for something, and nothing of it waits, runs, is scheduled or to be
    /// retried. What is left is dead or gone, or a child that somebody has still to fill. Also for a root that was committed or finished.
    /// </summary>
    public void LookForStall()
    {
        var isStalled = Jobs <= Dead && !IsExpired && root is { IsCommitted: true, FinishedAt: null };
        if (isStalled != _isStalled)
        {
            _isStalled = isStalled;
            census.CountStalled(isStalled ? 1 : -1);
        }
    }

    private bool _isStalled;
}
