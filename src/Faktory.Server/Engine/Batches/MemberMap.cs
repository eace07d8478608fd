namespace Faktory.Server.Engine;

/// <summary>The members of one batch by job id. Counts change only when a member's state does, so that nothing is ever counted twice.</summary>
internal sealed class MemberMap
{
    private readonly Dictionary<JobHash, MemberState> _states = [];

    public int Total => _states.Count;

    /// <summary>Members never executed.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Members executed and not acknowledged.</summary>
    public int Failed { get; private set; }

    /// <summary>Members not acknowledged.</summary>
    public int Pending => Outstanding + Failed;

    /// <summary>The members not acknowledged; not to be changed while they are read.</summary>
    public IEnumerable<JobHash> Unsettled => _states.Where(pair => pair.Value != MemberState.Settled).Select(pair => pair.Key);

    public MemberState? Find(JobHash job) => _states.TryGetValue(job, out var state) ? state : null;

    /// <summary>Adds a member or changes its state.</summary>
    public void Set(JobHash job, MemberState state)
    {
        if (_states.TryGetValue(job, out var before))
        {
            Count(before, -1);
        }

        _states[job] = state;
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
