namespace Faktory.Server.Engine;

/// <summary>Workers by wid (BEHAVIOUR 1.5), and those that vanished while their jobs may still be given back.</summary>
internal sealed class WorkerRegistry(EngineContext context)
{
    private readonly Dictionary<string, WorkerEntry> _workers = [];
    private readonly Dictionary<string, DateTime> _lost = [];

    public int Count => _workers.Count;

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
        }

        worker.Sessions.Add(session);
    }

    public void Detach(Session session)
    {
        if (session.Worker is not { } identity || Find(identity.Wid) is not { } worker || !worker.Sessions.Remove(session) || worker.Sessions.Count > 0)
        {
            return;
        }

        _workers.Remove(identity.Wid);
        if (identity.Releases)
        {
            ExpectBack(identity.Wid);
        }
    }

    /// <summary>The worker has no connection now; unless it comes back in time, it is lost.</summary>
    public void ExpectBack(string wid) => _lost[wid] = context.Now + context.Options.WorkerLostAfter;

    public DateTime? NextLoss => _lost.Count == 0 ? null : _lost.Values.Min();

    public IReadOnlySet<string> TakeLost()
    {
        var lost = _lost.Where(pair => pair.Value <= context.Now).Select(pair => pair.Key).ToHashSet();
        foreach (var wid in lost)
        {
            _lost.Remove(wid);
        }

        return lost;
    }
}
