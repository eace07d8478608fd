namespace Faktory.Server.Engine;

/// <summary>BEHAVIOUR 1.5: never goes backwards.</summary>
internal enum WorkerState : byte
{
    Running,
    Quiet,
    Terminate,
}

/// <summary>A worker process with at least one open connection.</summary>
internal sealed class WorkerEntry(WorkerIdentity identity)
{
    public WorkerIdentity Identity => identity;

    public WorkerState State { get; set; }

    /// <summary>The last BEAT, or its first connection; UTC.</summary>
    public DateTime LastBeat { get; set; }

    public long RssKilobytes { get; set; }

    public HashSet<Session> Sessions { get; } = [];
}
