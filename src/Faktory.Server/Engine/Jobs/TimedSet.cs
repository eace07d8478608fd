namespace Faktory.Server.Engine;

/// <summary>Jobs ordered by when something is to happen to them: a binary heap that can remove from the middle, because entries know their place. The times are kept here, so that jobs without one need no room for it.</summary>
internal sealed class TimedSet
{
    private const int InitialCapacity = 1024;
    private const int TrimBelow = 8;

    private readonly List<TimedEntry> _heap = [];

    public int Count => _heap.Count;

    /// <summary>The entry due first; null when empty.</summary>
    public TimedEntry? First => _heap.Count == 0 ? null : _heap[0];

    /// <summary>In no particular order.</summary>
    public IEnumerable<JobEntry> Entries => _heap.Select(timed => timed.Entry);

    /// <summary>The time of an entry that is in the set, UTC.</summary>
    public DateTime DueAt(JobEntry entry) => _heap[entry.HeapIndex].DueAt;

    public void Add(JobEntry entry, DateTime dueAt)
    {
        var timed = new TimedEntry(dueAt, entry);
        _heap.Add(timed);
        Rise(timed, _heap.Count - 1);
    }

    public void Remove(JobEntry entry)
    {
        var hole = entry.HeapIndex;
        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        Trim();
        entry.HeapIndex = -1;
        if (last.Entry != entry)
        {
            Rise(last, hole);
            Sink(last, last.Entry.HeapIndex);
        }
    }

    /// <summary>A set that once held a million jobs does not stay as large; far from where it grows, so that it does not go back and forth.</summary>
    private void Trim()
    {
        if (_heap.Capacity > InitialCapacity && _heap.Count < _heap.Capacity / TrimBelow)
        {
            _heap.Capacity /= 2;
        }
    }

    /// <summary>Places an entry at an index, or above it where it is before those.</summary>
    private void Rise(TimedEntry timed, int index)
    {
        while (index > 0 && _heap[(index - 1) / 2] is var parent && timed.IsBefore(parent))
        {
            Place(parent, index);
            index = (index - 1) / 2;
        }

        Place(timed, index);
    }

    /// <summary>Places an entry at an index, or below it where those are before it.</summary>
    private void Sink(TimedEntry timed, int index)
    {
        while (SmallestChild(index) is var child and > 0 && _heap[child].IsBefore(timed))
        {
            Place(_heap[child], index);
            index = child;
        }

        Place(timed, index);
    }

    /// <summary>The index of the child due first; 0 for none.</summary>
    private int SmallestChild(int index)
    {
        var left = (2 * index) + 1;
        if (left >= _heap.Count)
        {
            return 0;
        }

        return left + 1 < _heap.Count && _heap[left + 1].IsBefore(_heap[left]) ? left + 1 : left;
    }

    private void Place(TimedEntry timed, int index)
    {
        _heap[index] = timed;
        timed.Entry.HeapIndex = index;
    }
}
