namespace Faktory.Server.Engine;

/// <summary>
/// States by job id for three members or for millions: 17 bytes a place, in small tables that split in sixteen instead of
/// growing on. One large table would have to be copied as a whole each time it grows, and be held twice meanwhile.
/// </summary>
/// <param name="depth">How many splits led to it.</param>
internal sealed class MemberTable(int depth = 0)
{
    private const int SplitAt = 2048;
    private const int Fanout = 16;
    private const int BitsPerSplit = 4;
    private const int MaxDepth = 64 / BitsPerSplit;
    private const int FirstCapacity = 4;

    /// <summary>Up to here it doubles, from here it grows by half.</summary>
    private const int SlowFrom = 64;

    private const byte Free = 0;

    private MemberTable[]? _parts;
    private JobHash[] _jobs = [];

    /// <summary>One more than the state; 0 for a free place.</summary>
    private byte[] _marks = [];
    private int _count;

    public MemberState? Find(JobHash job)
    {
        var table = LeafOf(job);
        return table._count > 0 && table._marks[table.PlaceOf(job)] is var mark and not Free ? (MemberState)(mark - 1) : null;
    }

    /// <returns>The state before; null when it was not there.</returns>
    public MemberState? Set(JobHash job, MemberState state)
    {
        var table = LeafOf(job);
        if (table._count > 0 && table.PlaceOf(job) is var place && table._marks[place] is var mark and not Free)
        {
            table._marks[place] = (byte)(state + 1);
            return (MemberState)(mark - 1);
        }

        table.Add(job, (byte)(state + 1));
        return null;
    }

    /// <summary>The jobs whose state is wanted, in no particular order.</summary>
    public IEnumerable<JobHash> Where(Func<MemberState, bool> isWanted)
    {
        var open = new Stack<MemberTable>([this]);
        while (open.TryPop(out var table))
        {
            Array.ForEach(table._parts ?? [], open.Push);
            for (var place = 0; place < table._jobs.Length; place++)
            {
                if (table._marks[place] is var mark and not Free && isWanted((MemberState)(mark - 1)))
                {
                    yield return table._jobs[place];
                }
            }
        }
    }

    private MemberTable LeafOf(JobHash job)
    {
        var table = this;
        for (var shift = 64 - ((depth + 1) * BitsPerSplit); table._parts is { } parts; shift -= BitsPerSplit)
        {
            table = parts[(int)(job.High >> shift) & (Fanout - 1)];
        }

        return table;
    }

    private void Add(JobHash job, byte mark)
    {
        if (_count >= SplitAt && depth < MaxDepth)
        {
            Split();
            LeafOf(job).Add(job, mark);
            return;
        }

        // Never fuller than four fifths: a search ends at a free place.
        if ((_count + 1) * 5 > _jobs.Length * 4)
        {
            Resize(_jobs.Length == 0 ? FirstCapacity : _jobs.Length < SlowFrom ? _jobs.Length * 2 : _jobs.Length / 2 * 3);
        }

        var place = PlaceOf(job);
        (_jobs[place], _marks[place]) = (job, mark);
        _count++;
    }

    /// <summary>Where it is, or the free place where it would be.</summary>
    private int PlaceOf(JobHash job)
    {
        var place = (int)(((job.Low >> 32) * (ulong)_jobs.Length) >> 32);
        while (_marks[place] != Free && _jobs[place] != job)
        {
            place = place + 1 == _jobs.Length ? 0 : place + 1;
        }

        return place;
    }

    private void Resize(int capacity)
    {
        var (jobs, marks) = (_jobs, _marks);
        (_jobs, _marks, _count) = (new JobHash[capacity], new byte[capacity], 0);
        Take(jobs, marks);
    }

    private void Split()
    {
        var (jobs, marks) = (_jobs, _marks);
        (_jobs, _marks, _count) = ([], [], 0);
        _parts = new MemberTable[Fanout];
        for (var part = 0; part < Fanout; part++)
        {
            _parts[part] = new MemberTable(depth + 1);
        }

        Take(jobs, marks);
    }

    private void Take(JobHash[] jobs, byte[] marks)
    {
        for (var place = 0; place < jobs.Length; place++)
        {
            if (marks[place] != Free)
            {
                LeafOf(jobs[place]).Add(jobs[place], marks[place]);
            }
        }
    }
}
