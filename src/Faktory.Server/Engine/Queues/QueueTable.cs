namespace Faktory.Server.Engine;

/// <summary>The known queues: a queue is known from its first job on and stays listed when it is empty.</summary>
internal sealed class QueueTable(ChangeTracker changes, ThrottleTable throttles)
{
    private readonly Dictionary<string, JobQueue> _queues = [];

    /// <summary>Queues by name, also such that only have waiters.</summary>
    public JobQueue Find(string name)
    {
        if (!_queues.TryGetValue(name, out var queue))
        {
            queue = new JobQueue(name, throttles.Find(name));
            _queues.Add(name, queue);
        }

        return queue;
    }

    /// <summary>The queue of this name, if there is one.</summary>
    public JobQueue? Peek(string name) => _queues.GetValueOrDefault(name);

    /// <summary>The queue was removed: it is not listed any more.</summary>
    public void Forget(JobQueue queue)
    {
        changes.Delete(queue);
        Release(queue);
    }

    /// <summary>Forgets a queue that was only waited for, so that names in FETCH cost nothing for good.</summary>
    public void Release(JobQueue queue)
    {
        if (!queue.IsKnown && queue.Waiters.Count == 0)
        {
            _queues.Remove(queue.Name);
        }
    }

    public JobQueue GetOrAdd(string name)
    {
        var queue = Find(name);
        if (!queue.IsKnown)
        {
            queue.IsKnown = true;
            changes.Save(queue);
        }

        return queue;
    }

    public void Load(string name, bool isPaused)
    {
        var queue = Find(name);
        queue.IsKnown = true;
        queue.IsPaused = isPaused;
    }

    public IEnumerable<JobQueue> Known => _queues.Values.Where(queue => queue.IsKnown);

    /// <summary>Puts loaded jobs into their queues, each queue in the order of positions.</summary>
    public void Fill(List<JobEntry> enqueued)
    {
        // Rows come in the order of arrival, which nearly always is the order of positions: then sorting only compares.
        enqueued.Sort(static (one, other) => one.Position.CompareTo(other.Position));
        foreach (var entry in enqueued)
        {
            GetOrAdd(entry.Queue.Name).Append(entry);
        }
    }

    /// <summary>Forgets every job and name; FETCHes go on waiting.</summary>
    public void Clear()
    {
        foreach (var queue in _queues.Values.ToList())
        {
            queue.Clear();
            Release(queue);
        }
    }
}
