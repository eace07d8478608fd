namespace Faktory.Server.Engine;

/// <summary>Brings jobs and FETCHes together. A FETCH that finds nothing is parked; the first parked one gets the next job (BEHAVIOUR 2.3).</summary>
internal sealed class Dispatcher(EngineContext context, JobTable jobs, UniqueLocks locks, WorkerRegistry workers)
{
    private readonly Queue<ParkedFetch> _byDeadline = [];

    public IEnumerable<FetchCommand> Parked => _byDeadline.Where(parked => !parked.IsOver).Select(parked => parked.Command);

    public DateTime? NextDeadline
    {
        get
        {
            while (_byDeadline.TryPeek(out var first) && first.IsOver)
            {
                _byDeadline.Dequeue();
            }

            return _byDeadline.Count == 0 ? null : _byDeadline.Peek().Deadline;
        }
    }

    public void Fetch(FetchCommand command)
    {
        if (command.IsCancelled)
        {
            context.Answer(command, Reply.Null);
            return;
        }

        if (!workers.MayFetch(command.Session))
        {
            Park(command, []);
            return;
        }

        var queues = command.Queues.Select(jobs.Queues.Find).ToList();
        if (queues.FirstOrDefault(queue => queue is { IsPaused: false, Head: not null }) is { } ready)
        {
            Assign(command, ready);
            queues.ForEach(jobs.Queues.Release);
        }
        else
        {
            Park(command, queues);
        }
    }

    /// <summary>Hands the queue's jobs to those who wait for them.</summary>
    public void Wake(JobQueue queue)
    {
        while (queue is { IsPaused: false, Head: not null, Waiters.First: { } waiter })
        {
            Unpark(waiter.Value);
            Assign(waiter.Value.Command, queue);
        }
    }

    /// <summary>Ends FETCHes whose time is over.</summary>
    public void EndOverdue()
    {
        while (NextDeadline <= context.Now)
        {
            End(_byDeadline.Dequeue());
        }
    }

    /// <summary>Ends what a connection waits for.</summary>
    public void EndAll(Session session)
    {
        foreach (var parked in _byDeadline.Where(parked => !parked.IsOver && parked.Command.Session == session))
        {
            End(parked);
        }
    }

    /// <summary>A quiet worker's parked FETCHes get nothing more; they end at their time.</summary>
    public void Quiet(string wid)
    {
        foreach (var parked in _byDeadline.Where(parked => parked.Command.Session.Worker?.Wid == wid))
        {
            LeaveQueues(parked);
        }
    }

    private void Assign(FetchCommand command, JobQueue queue)
    {
        var entry = queue.Head!;
        jobs.Reserve(entry, command.Session);
        if (entry.Terms is { UnlocksAtStart: true } terms)
        {
            locks.Release(terms, entry.Hash);
        }

        context.Answer(command, new JobReply(entry.Hash, entry.Reservation!.Number, entry.Payload, entry.EnqueuedAt, entry.Failure));
    }

    private void Park(FetchCommand command, List<JobQueue> queues)
    {
        var parked = new ParkedFetch(command, context.Now + context.Options.FetchWait);
        parked.Places.AddRange(queues.Select(queue => (queue, queue.Waiters.AddLast(parked))));
        _byDeadline.Enqueue(parked);
    }

    private void End(ParkedFetch parked)
    {
        Unpark(parked);
        context.Answer(parked.Command, Reply.Null);
    }

    private void Unpark(ParkedFetch parked)
    {
        parked.IsOver = true;
        LeaveQueues(parked);
    }

    private void LeaveQueues(ParkedFetch parked)
    {
        foreach (var (queue, place) in parked.Places)
        {
            queue.Waiters.Remove(place);
            jobs.Queues.Release(queue);
        }

        parked.Places.Clear();
    }
}
