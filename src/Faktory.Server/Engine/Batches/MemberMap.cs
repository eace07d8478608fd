namespace Faktory.Server.Engine;

/// <summary>The members of one batch by job id. Counts change only when a member's state does, so that nothing is ever counted twice.</summary>
internal sealed class MemberMap
{
    private readonly MemberTable _states = new();

    public int Total { get; private set; }

    /// <summary>Members never executed.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Members executed and not acknowledged.</summary>
    public int Failed { get; private set; }

    /// <summary>Members not acknowledged.</summary>
    public int Pending => Outstanding + Failed;

    /// <summary>The members not acknowledged; not to be changed while they are read.</summary>
    public IEnumerable<JobHash> Unsettled => _states.Where(state => state != MemberState.Settled);

    public MemberState? Find(JobHash job) => _states.Find(job);

    /// <summary>Adds a member or changes its state.</summary>
    public void Set(JobHash job, MemberState state)
    {
        if (_states.Set(job, state) is { } before)
        {
            Count(before, -1);
        }
        else
        {
            Total++;
        }

        Count(state, 1);
    }

    private void Count(MemberState state, int by)
    {
        if (state == MemberState.Outstanding)
        {
            Outstanding += by;
        }
        else if (state == MemberState.Failed)
        {
            Failed += by;
        }
    }
}
