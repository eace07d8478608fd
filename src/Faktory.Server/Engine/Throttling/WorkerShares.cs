namespace Faktory.Server.Engine;

/// <summary>
/// The workers of a queue that is throttled per worker. Those with both a free slot and a waiting FETCH are kept in the order of their
/// first FETCH, so that a job finds its taker however many saturated workers wait before it.
/// </summary>
internal sealed class WorkerShares(int limit)
{
    private readonly Dictionary<string, WorkerShare> _shares = [];
    private readonly SortedSet<WorkerShare> _ready = new(Comparer<WorkerShare>.Create((one, other) => FirstOf(one).CompareTo(FirstOf(other))));

    /// <summary>The first FETCH whose worker has a free slot.</summary>
    public ParkedFetch? First => _ready.Min?.Waiters.First!.Value;

    public bool HasRoomFor(string? wid) => !_shares.TryGetValue(wid ?? "", out var share) || share.Used < limit;

    public void Join(ParkedFetch parked)
    {
        var share = Withdraw(WidOf(parked));
        share.Waiters.AddLast(parked);
        Offer(share);
    }

    public void Leave(ParkedFetch parked)
    {
        var share = Withdraw(WidOf(parked));
        share.Waiters.Remove(parked);
        Offer(share);
    }

    /// <summary>A slot of the worker was taken (1) or freed (-1).</summary>
    public void Use(string? wid, int by)
    {
        var share = Withdraw(wid ?? "");
        share.Used += by;
        Offer(share);
    }

    private static string WidOf(ParkedFetch parked) => parked.Command.Session.Worker?.Wid ?? "";

    private static long FirstOf(WorkerShare share) => share.Waiters.First!.Value.Number;

    /// <summary>What orders a share must not change while it is among the ready ones.</summary>
    private WorkerShare Withdraw(string wid)
    {
        if (!_shares.TryGetValue(wid, out var share))
        {
            share = new WorkerShare(wid);
            _shares.Add(wid, share);
        }

        if (share.IsReady)
        {
            _ready.Remove(share);
        }

        return share;
    }

    private void Offer(WorkerShare share)
    {
        share.IsReady = share.Used < limit && share.Waiters.Count > 0;
        if (share.IsReady)
        {
            _ready.Add(share);
        }
        else if (share.Used == 0 && share.Waiters.Count == 0)
        {
            _shares.Remove(share.Wid);
        }
    }
}
