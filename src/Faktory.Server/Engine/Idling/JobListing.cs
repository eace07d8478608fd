namespace Faktory.Server.Engine;

/// <summary>Lists live jobs: those of the queues in their order, then those of the sets by the time at which they are due.</summary>
internal static class JobListing
{
    public static JobListReply List(JobTable jobs) => new(
    [
        .. jobs.Queues.Known.OrderBy(queue => queue.Name, StringComparer.Ordinal).SelectMany(Waiting).Select(entry => View(entry, jobs)),
        .. new[] { jobs.Working, jobs.Scheduled, jobs.Retrying, jobs.Dead }.SelectMany(set => set.Entries.OrderBy(set.DueAt).ThenBy(entry => entry.Position)).Select(entry => View(entry, jobs)),
    ]);

    private static IEnumerable<JobEntry> Waiting(JobQueue queue)
    {
        for (var entry = queue.Head; entry is not null; entry = entry.Next)
        {
            yield return entry;
        }
    }

    private static JobView View(JobEntry entry, JobTable jobs) => new(
        entry.Payload, entry.Queue.Name, entry.State, jobs.DueAt(entry), entry.Failure, (entry.Batch ?? entry.Callback?.Batch)?.Bid, entry.Queue.IsPaused);
}
