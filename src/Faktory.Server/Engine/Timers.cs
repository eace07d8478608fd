namespace Faktory.Server.Engine;

/// <summary>Everything that happens because its time has come (BEHAVIOUR 2.7). At most a slice a call, so that no tick stalls the commands behind it.</summary>
internal sealed class Timers(
    EngineContext context,
    JobTable jobs,
    JobMoves moves,
    Dispatcher dispatcher,
    Settlement settlement,
    WorkerRegistry workers,
    Mutations mutations,
    Cancellations cancellations,
    QueueRemovals removals,
    Lifetimes lifetimes,
    UniqueLocks locks,
    CronTable cron)
{
    private const int JobsPerSlice = 5000;

    /// <summary>When to run next, UTC; in the past when there is work left, null when nothing is planned.</summary>
    public DateTime? Next
    {
        get
        {
            if (mutations.HasWork || removals.HasWork || cancellations.HasWork || dispatcher.HasWork)
            {
                return DateTime.MinValue;
            }

            var next = Earlier(dispatcher.NextDeadline, lifetimes.Next);
            next = Earlier(next, locks.Next);
            next = Earlier(next, jobs.Throttles.Next);
            next = Earlier(next, jobs.Tracks.Next);
            next = Earlier(next, cron.Next);
            next = Earlier(next, workers.NextLoss);
            next = Earlier(next, workers.NextReap);
            next = Earlier(next, jobs.Scheduled.First?.DueAt);
            next = Earlier(next, jobs.Retrying.First?.DueAt);
            next = Earlier(next, jobs.Dead.First?.DueAt);
            return Earlier(next, jobs.Working.First?.DueAt);
        }
    }

    /// <param name="isFull">Whether the server takes no new jobs now.</param>
    public void Run(bool isFull)
    {
        if (removals.HasWork)
        {
            removals.RunSlice();
        }

        if (cancellations.HasWork)
        {
            cancellations.RunSlice();
        }

        if (mutations.HasWork)
        {
            // A job that a mutation is about to take must not slip away because it is due.
            mutations.RunSlice();
            return;
        }

        cron.Run(isFull);
        EachDue(jobs.Scheduled, EnqueueDue);
        EachDue(jobs.Retrying, EnqueueDue);
        EachDue(jobs.Working, settlement.Expire);
        EachDue(jobs.Dead, Discard);
        workers.Reap();
        ReturnLost();
        lifetimes.Sweep();
        locks.Sweep();
        jobs.Tracks.Sweep();
        jobs.Throttles.Sweep();
        dispatcher.WakeFreed();
        dispatcher.CatchUp();
        dispatcher.EndOverdue();
    }

    private static DateTime? Earlier(DateTime? one, DateTime? other) => one is null || other < one ? other : one;

    private void EachDue(TimedSet set, Action<JobEntry> act)
    {
        for (var i = 0; i < JobsPerSlice && set.First is { } first && first.DueAt <= context.Now; i++)
        {
            act(first.Entry);
        }
    }

    private void EnqueueDue(JobEntry entry)
    {
        moves.Detach(entry);
        moves.Enqueue(entry);
    }

    private void Discard(JobEntry entry)
    {
        moves.Detach(entry);
        moves.Forget(entry);
    }

    private void ReturnLost()
    {
        if (workers.NextLoss is not { } loss || loss > context.Now)
        {
            return;
        }

        var lost = workers.TakeLost();
        var held = jobs.Working.Entries.Where(entry => entry.Reservation is { Releases: true, Wid: { } wid } && lost.Contains(wid));
        foreach (var entry in held.OrderByDescending(entry => entry.Position).ToList())
        {
            settlement.Return(entry);
        }
    }
}
