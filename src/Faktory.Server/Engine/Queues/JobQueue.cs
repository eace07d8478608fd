namespace Faktory.Server.Engine;

/// <summary>A named queue, first in first out, with the FETCHes that wait for it.</summary>
internal sealed class JobQueue(string name, QueueThrottle? throttle = null)
{
    public string Name => name;

    /// <summary>Whether a job was ever pushed to it, so that INFO lists it.</summary>
    public bool IsKnown { get; set; }

    public bool IsPaused { get; set; }

    public int Count { get; private set; }

    public JobEntry? Head { get; private set; }

    public LinkedList<ParkedFetch> Waiters { get; } = [];

    /// <summary>Null when any number of its jobs may run.</summary>
    public QueueThrottle? Throttle { get; private set; } = throttle;

    /// <summary>Whoever gets its next job; null when nobody waits, or those who wait may get nothing now.</summary>
    public ParkedFetch? NextWaiter => Throttle is null ? Waiters.First?.Value : Throttle.First(Waiters);

    /// <summary>Jobs that entered it at or before this position were removed with it and are only waiting to be forgotten.</summary>
    public long RemovedUpTo { get; private set; } = long.MinValue;

    private JobEntry? _tail;

    /// <summary>Whether its throttle lets the session have another job.</summary>
    public bool HasRoomFor(Session session) => Throttle is null || Throttle.HasRoomFor(session);

    public LinkedListNode<ParkedFetch> Join(ParkedFetch parked)
    {
        Throttle?.Join(parked);
        return Waiters.AddLast(parked);
    }

    public void Leave(LinkedListNode<ParkedFetch> place)
    {
        Throttle?.Leave(place.Value);
        Waiters.Remove(place);
    }

    /// <summary>From now on another throttle counts, or none.</summary>
    public void Follow(QueueThrottle? other)
    {
        Throttle = other;
        foreach (var parked in Waiters)
        {
            Throttle?.Join(parked);
        }
    }

    public void Append(JobEntry entry)
    {
        entry.Previous = _tail;
        if (_tail is null)
        {
            Head = entry;
        }
        else
        {
            _tail.Next = entry;
        }

        _tail = entry;
        Count++;
    }

    /// <summary>Puts a job before all others; gives it a position below the head's.</summary>
    public void Prepend(JobEntry entry, long positionWhenEmpty)
    {
        entry.Position = Head is null ? positionWhenEmpty : Head.Position - 1;
        entry.Next = Head;
        if (Head is null)
        {
            _tail = entry;
        }
        else
        {
            Head.Previous = entry;
        }

        Head = entry;
        Count++;
    }

    public void Remove(JobEntry entry)
    {
        if (entry.Previous is null)
        {
            Head = entry.Next;
        }
        else
        {
            entry.Previous.Next = entry.Next;
        }

        if (entry.Next is null)
        {
            _tail = entry.Previous;
        }
        else
        {
            entry.Next.Previous = entry.Previous;
        }

        entry.Previous = null;
        entry.Next = null;
        Count--;
    }

    /// <summary>Empties the queue: its jobs count as removed from now on.</summary>
    /// <returns>The first of them; the rest hang on it.</returns>
    public JobEntry? TakeAll(long lastPosition)
    {
        var first = Head;
        RemovedUpTo = lastPosition;
        Clear();
        return first;
    }

    /// <summary>Forgets its jobs and what is known of it, not its waiters.</summary>
    public void Clear()
    {
        Head = null;
        _tail = null;
        Count = 0;
        IsKnown = false;
        IsPaused = false;
    }
}
