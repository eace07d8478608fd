namespace Faktory.Server.Engine;

/// <summary>The throttled queues (BEHAVIOUR 4.4). Who holds a slot follows from the working set and the rules alone: nothing is stored.</summary>
internal sealed class ThrottleTable
{
    private readonly EngineContext _context;
    private readonly Dictionary<string, QueueThrottle> _throttles = [];
    private readonly List<string> _freed = [];

    public ThrottleTable(EngineContext context)
    {
        _context = context;
        foreach (var (queue, rule) in context.Options.Throttles)
        {
            _throttles.Add(queue, new QueueThrottle(queue, rule));
        }
    }

    /// <summary>When to call <see cref="Sweep"/> next, or earlier: a slot that was freed before its time does not move it.</summary>
    public DateTime? Next { get; private set; }

    /// <summary>Whether queues have room that they had not.</summary>
    public bool HasFreed => _freed.Count > 0;

    public IEnumerable<ThrottleUsage> Usage => _throttles.Values.Select(throttle => new ThrottleUsage(throttle.Queue, throttle.Used, throttle.Rule));

    public IReadOnlyCollection<string> Queues => _throttles.Keys;

    public QueueThrottle? Find(string queue) => _throttles.Count == 0 ? null : _throttles.GetValueOrDefault(queue);

    /// <summary>A job of a throttled queue was reserved.</summary>
    public void Take(QueueThrottle throttle, Reservation holder)
    {
        throttle.Take(holder);
        Expect(throttle);
    }

    /// <summary>A job left the working set, or its slot is over. The FETCHes that wait are to be asked once the command is done.</summary>
    public void Free(LinkedListNode<ThrottleSlot> slot)
    {
        var throttle = slot.Value.Throttle;
        throttle.Free(slot);
        if (!throttle.IsFreed)
        {
            throttle.IsFreed = true;
            _freed.Add(throttle.Queue);
        }
    }

    /// <summary>Frees the slots whose time is over.</summary>
    public void Sweep()
    {
        if (Next is not { } due || due > _context.Now)
        {
            return;
        }

        Next = null;
        foreach (var throttle in _throttles.Values)
        {
            while (throttle.Oldest is { } oldest && oldest.Until <= _context.Now)
            {
                Free(oldest.Holder.Slot!);
            }

            Expect(throttle);
        }
    }

    /// <summary>The queues with new room, each once.</summary>
    public IReadOnlyList<string> TakeFreed()
    {
        string[] freed = [.. _freed];
        _freed.Clear();
        foreach (var queue in freed)
        {
            Find(queue)?.IsFreed = false;
        }

        return freed;
    }

    /// <summary>Every job is gone.</summary>
    public void Clear()
    {
        foreach (var throttle in _throttles.Values)
        {
            while (throttle.Oldest is { } oldest)
            {
                Free(oldest.Holder.Slot!);
            }
        }
    }

    /// <summary>Puts a rule in force; null for none. Its slots are still to be found.</summary>
    public QueueThrottle? Replace(string queue, ThrottleRule? rule)
    {
        _throttles.Remove(queue);
        if (rule is null)
        {
            return null;
        }

        var throttle = new QueueThrottle(queue, rule);
        _throttles.Add(queue, throttle);
        return throttle;
    }

    private void Expect(QueueThrottle throttle)
    {
        if (throttle.Oldest is { } oldest && !(Next <= oldest.Until))
        {
            Next = oldest.Until;
        }
    }
}
