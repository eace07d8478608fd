namespace Faktory.Server.Engine;

/// <summary>Jobs ordered by <see cref="JobEntry.DueAt"/>: a binary heap that can remove from the middle, because entries know their place.</summary>
internal sealed class TimedSet
{
    private const int InitialCapacity = 1024;
    private const int TrimBelow = 8;

    private readonly List<JobEntry> _heap = [];

    public int Count => _heap.Count;

    /// <summary>The entry due first; null when empty.</summary>
    public JobEntry? First => _heap.Count == 0 ? null : _heap[0];

    /// <summary>In no particular order.</summary>
    public IReadOnlyList<JobEntry> Entries => _heap;

    public void Add(JobEntry entry)
    {
        _heap.Add(entry);
        entry.HeapIndex = _heap.Count - 1;
        Rise(entry);
    }

    public void Remove(JobEntry entry)
    {
        var hole = entry.HeapIndex;
        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        Trim();
        entry.HeapIndex = -1;
        if (last == entry)
        {
            return;
        }

        Place(last, hole);
        Rise(last);
        Sink(last);
    }

    /// <summary>A set that once held a million jobs does not stay as large; far from where it grows, so that it does not go back and forth.</summary>
    private void Trim()
    {
        if (_heap.Capacity > InitialCapacity && _heap.Count < _heap.Capacity / TrimBelow)
        {
            _heap.Capacity /= 2;
        }
    }

    private void Rise(JobEntry entry)
    {
        while (entry.HeapIndex > 0 && _heap[(entry.HeapIndex - 1) / 2] is var parent && IsBefore(entry, parent))
        {
            Swap(entry, parent);
        }
    }

    private void Sink(JobEntry entry)
    {
        while (SmallestChild(entry.HeapIndex) is { } child && IsBefore(child, entry))
        {
            Swap(child, entry);
        }
    }

    private JobEntry? SmallestChild(int index)
    {
        var left = (2 * index) + 1;
        if (left >= _heap.Count)
        {
            return null;
        }

        return left + 1 < _heap.Count && IsBefore(_heap[left + 1], _heap[left]) ? _heap[left + 1] : _heap[left];
    }

    private void Swap(JobEntry one, JobEntry other)
    {
        var index = one.HeapIndex;
        Place(one, other.HeapIndex);
        Place(other, index);
    }

    private void Place(JobEntry entry, int index)
    {
        _heap[index] = entry;
        entry.HeapIndex = index;
    }

    /// <summary>Ties go by position, so that what entered first leaves first.</summary>
    private static bool IsBefore(JobEntry one, JobEntry other) =>
        one.DueAt < other.DueAt || (one.DueAt == other.DueAt && one.Position < other.Position);
}
