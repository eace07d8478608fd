namespace Faktory.Server.Engine;

/// <summary>The limit of one queue and the slots that its running jobs hold, oldest first.</summary>
internal sealed class QueueThrottle(string queue, ThrottleRule rule)
{
    private readonly LinkedList<ThrottleSlot> _slots = [];
    private readonly WorkerShares? _workers = rule.IsPerWorker ? new WorkerShares(rule.Limit) : null;

    public string Queue => queue;

    public ThrottleRule Rule => rule;

    public int Used => _slots.Count;

    /// <summary>The slot whose time is over first; all last equally long.</summary>
    public ThrottleSlot? Oldest => _slots.First?.Value;

    /// <summary>Belongs to <see cref="ThrottleTable"/>: whether those who wait are to be asked.</summary>
    public bool IsFreed { get; set; }

    public bool HasRoomFor(Session session) => _workers?.HasRoomFor(session.Worker?.Wid) ?? _slots.Count < rule.Limit;

    /// <summary>The first FETCH that may get a job now.</summary>
    /// <param name="waiters">All that wait for the queue.</param>
    public ParkedFetch? First(LinkedList<ParkedFetch> waiters) =>
        _workers is not null ? _workers.First : _slots.Count < rule.Limit ? waiters.First?.Value : null;

    public void Join(ParkedFetch parked) => _workers?.Join(parked);

    public void Leave(ParkedFetch parked) => _workers?.Leave(parked);

    /// <summary>Gives a slot to a reservation; later ones must come later.</summary>
    public void Take(Reservation holder)
    {
        holder.Slot = _slots.AddLast(new ThrottleSlot(this, holder));
        _workers?.Use(holder.Wid, 1);
    }

    public void Free(LinkedListNode<ThrottleSlot> slot)
    {
        slot.Value.Holder.Slot = null;
        _slots.Remove(slot);
        _workers?.Use(slot.Value.Holder.Wid, -1);
    }
}
