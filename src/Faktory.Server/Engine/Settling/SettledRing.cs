using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>The last job ids that were settled, so that a push repeated after a lost reply does not run them again.</summary>
internal sealed class SettledRing
{
    public const int Capacity = 100_000;

    private readonly Dictionary<JobHash, int> _known = [];
    private readonly Queue<(long Group, JobHash Job)> _order = [];
    private List<JobHash> _added = [];
    private long _nextGroup = 1;
    private long _oldestStored = 1;

    public bool HasChange => _added.Count > 0;

    public bool Contains(JobHash job) => _known.ContainsKey(job);

    public void Add(JobHash job)
    {
        _added.Add(job);
        Remember(_nextGroup, job);
    }

    public void Load(in SettledRow row)
    {
        if (_nextGroup == 1)
        {
            _oldestStored = row.Sequence;
        }

        for (var jobs = row.Jobs.AsSpan(); jobs.Length >= JobHash.Size; jobs = jobs[JobHash.Size..])
        {
            Remember(row.Sequence, JobHash.Read(jobs));
        }

        _nextGroup = row.Sequence + 1;
    }

    /// <summary>The group's row, and below which sequence rows are of no use any more (0 for none).</summary>
    public (SettledRow? Row, long Before) TakeChange()
    {
        if (_added.Count == 0)
        {
            return (null, 0);
        }

        var jobs = new byte[_added.Count * JobHash.Size];
        for (var i = 0; i < _added.Count; i++)
        {
            _added[i].Write(jobs.AsSpan(i * JobHash.Size));
        }

        var row = new SettledRow(_nextGroup++, jobs);
        _added = [];
        var oldest = _order.Peek().Group;
        var before = oldest > _oldestStored ? oldest : 0;
        _oldestStored = Math.Max(oldest, _oldestStored);
        return (row, before);
    }

    public void Clear()
    {
        _known.Clear();
        _order.Clear();
        _added = [];
    }

    private void Remember(long group, JobHash job)
    {
        _order.Enqueue((group, job));
        _known[job] = _known.GetValueOrDefault(job) + 1;
        while (_order.Count > Capacity)
        {
            Forget(_order.Dequeue().Job);
        }
    }

    private void Forget(JobHash job)
    {
        if (--_known[job] == 0)
        {
            _known.Remove(job);
        }
    }
}
