namespace Faktory.Server.Engine;

/// <summary>Workers by wid (BEHAVIOUR 1.5), and those that vanished while their jobs may still be given back.</summary>
internal sealed class WorkerRegistry(EngineContext context)
{
    private readonly Dictionary<string, WorkerEntry> _workers = [];
    private readonly Dictionary<string, DateTime> _lost = [];

    public int Count => _workers.Count;

    public IReadOnlyCollection<WorkerEntry> All => _workers.Values;

    /// <summary>How many were reaped since the start.</summary>
    public int Reaped { get; private set; }

    /// <summary>When the next worker may have been silent for too long.</summary>
    public DateTime? NextReap { get; private set; }

    /// <summary>Connections of reaped workers.</summary>
    public List<Session> Dismissed { get; } = [];

    public WorkerEntry? Find(string wid) => _workers.GetValueOrDefault(wid);

    public bool MayFetch(Session session) => session.Worker is not { } identity || Find(identity.Wid) is not { } worker || worker.State == WorkerState.Running;

    public void Attach(Session session)
    {
        if (session.Worker is not { } identity)
        {
            return;
        }

        _lost.Remove(identity.Wid);
        if (!_workers.TryGetValue(identity.Wid, out var worker))
        {
            worker = new WorkerEntry(identity) { LastBeat = context.Now };
            _workers.Add(identity.Wid, worker);
            NextReap ??= context.Now + context.Options.WorkerTimeout;
        }

        worker.Sessions.Add(session);
    }

    public void Detach(Session session)
    {
        if (session.Worker is not { } identity || Find(identity.Wid) is not { } worker || !worker.Sessions.Remove(session) || worker.Sessions.Count > 0)
        {
            return;
        }

        Remove(worker);
    }

    /// <summary>Forgets workers that were silent for too long (BEHAVIOUR 1.5); their jobs stay reserved, unless they release them.</summary>
    public void Reap()
    {
        if (NextReap is not { } due || due > context.Now)
        {
            return;
        }

        foreach (var worker in _workers.Values.Where(worker => worker.LastBeat + context.Options.WorkerTimeout <= context.Now).ToList())
        {
            Dismissed.AddRange(worker.Sessions);
            Remove(worker);
            Reaped++;
        }

        NextReap = _workers.Count == 0 ? null : _workers.Values.Min(worker => worker.LastBeat) + context.Options.WorkerTimeout;
    }

    /// <summary>The worker has no connection now; unless it comes back in time, it is lost.</summary>
    public void ExpectBack(string wid)
    {
        var due = context.Now + context.Options.WorkerLostAfter;
        _lost[wid] = due;
        NextLoss ??= due;
    }

    private void Remove(WorkerEntry worker)
    {
        _workers.Remove(worker.Identity.Wid);
        if (worker.Identity.Releases)
        {
            ExpectBack(worker.Identity.Wid);
        }
    }

    /// <summary>When <see cref="TakeLost"/> may find somebody. No search for each tick: clients that come and go may be many.</summary>
    public DateTime? NextLoss { get; private set; }

    public IReadOnlySet<string> TakeLost()
    {
        var lost = _lost.Where(pair => pair.Value <= context.Now).Select(pair => pair.Key).ToHashSet();
        foreach (var wid in lost)
        {
            _lost.Remove(wid);
        }

        NextLoss = _lost.Count == 0 ? null : _lost.Values.Min();
        return lost;
    }
}
