namespace Faktory.Server.Engine;

/// <summary>One worker in a queue that is throttled per worker: the slots it holds and its FETCHes that wait.</summary>
internal sealed class WorkerShare(string wid)
{
    public string Wid => wid;

    public int Used { get; set; }

    public LinkedList<ParkedFetch> Waiters { get; } = [];

    /// <summary>Belongs to <see cref="WorkerShares"/>: whether it is among those that may get a job.</summary>
    public bool IsReady { get; set; }
}
