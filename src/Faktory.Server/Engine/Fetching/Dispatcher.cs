namespace Faktory.Server.Engine;

/// <summary>Brings jobs and FETCHes together. A FETCH that finds nothing is parked; the first parked one gets the next job (BEHAVIOUR 2.3).</summary>
internal sealed class Dispatcher(EngineContext context, JobTable jobs, UniqueLocks locks, WorkerRegistry workers)
{
    /// <summary>How many jobs one look at a queue drops, so that no command stalls the others.</summary>
    private const int DropsPerLook = 1000;

    private readonly Queue<ParkedFetch> _byDeadline = [];
    private readonly HashSet<JobQueue> _behind = [];
    private long _drops;
    private long _lastParked;

    /// <summary>While set, FETCHes park whatever waits for them.</summary>
    public bool IsHeld { get; set; } = context.Options.HoldsJobs;

    /// <summary>Drops a job that is expired or cancelled; set once, because dropping may fire callbacks, which come here again.</summary>
    public Action<JobEntry> Drop { private get; set; } = _ => throw new InvalidOperationException("Nobody drops jobs.");

    /// <summary>Whether somebody waits for a queue whose expired or cancelled jobs are not all dropped yet.</summary>
    public bool HasWork => _behind.Count > 0;

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
        var drops = _drops;
        if (FirstWithJob(queues, command.Session) is { } ready)
        {
            Assign(command, ready);
            queues.ForEach(jobs.Queues.Release);
        }
        else
        {
            if (_drops == drops)
            {
                Park(command, queues);
                return;
            }

            // A callback that fired may have gone to a queue that was looked at before, or ended the last wait for one.
            queues = command.Queues.Select(jobs.Queues.Find).ToList();
            Park(command, queues);
            queues.ForEach(Wake);
        }
    }

    /// <summary>Hands the queue's jobs to those who wait for them.</summary>
    public void Wake(JobQueue queue)
    {
        while (queue.NextWaiter is { } first && HasJob(queue, first.Command.Session) && queue.NextWaiter is { } waiter)
        {
            Unpark(waiter);
            Assign(waiter.Command, queue);
        }
    }

    /// <inheritdoc cref="Wake(JobQueue)"/>
    public void Wake(string queue)
    {
        if (jobs.Queues.Peek(queue) is { } known)
        {
            Wake(known);
        }
    }

    /// <summary>Ends <see cref="IsHeld"/>.</summary>
    public void Release()
    {
        if (IsHeld)
        {
            IsHeld = false;
            jobs.Queues.Known.ToList().ForEach(Wake);
        }
    }

    /// <summary>Goes on with throttled queues of which a job has ended.</summary>
    public void WakeFreed()
    {
        while (jobs.Throttles.HasFreed)
        {
            foreach (var queue in jobs.Throttles.TakeFreed())
            {
                Wake(queue);
            }
        }
    }

    /// <summary>Goes on with the queues that have too many jobs to drop for one look.</summary>
    public void CatchUp()
    {
        foreach (var queue in _behind.ToList())
        {
            _behind.Remove(queue);
            Wake(queue);
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

    private JobQueue? FirstWithJob(List<JobQueue> queues, Session taker)
    {
        foreach (var queue in queues)
        {
            if (HasJob(queue, taker))
            {
                return queue;
            }
        }

        return null;
    }

    /// <summary>Whether the session may have the queue's first job, after dropping those before it that expired or were cancelled.</summary>
    private bool HasJob(JobQueue queue, Session taker)
    {
        if (IsHeld)
        {
            return false;
        }

        for (var i = 0; i < DropsPerLook && !_behind.Contains(queue); i++)
        {
            if (queue is not { IsPaused: false, Head: { } head } || !queue.HasRoomFor(taker))
            {
                return false;
            }

            if (!head.IsCancelled && !ExpiredJobs.IsExpired(head, context.Now))
            {
                return true;
            }

            _drops++;
            Drop(head);
        }

        _behind.Add(queue);
        return false;
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
        var parked = new ParkedFetch(command, context.Now + context.Options.FetchWait, ++_lastParked);
        parked.Places.AddRange(queues.Select(queue => (queue, queue.Join(parked))));
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
            queue.Leave(place);
            jobs.Queues.Release(queue);
        }

        parked.Places.Clear();
    }
}
