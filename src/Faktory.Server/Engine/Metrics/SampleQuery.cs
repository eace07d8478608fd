namespace Faktory.Server.Engine;

/// <summary>Takes samples. The work grows with the number of queues, of which an operator has few, and with nothing else.</summary>
internal sealed class SampleQuery(EngineContext context, JobTable jobs, WorkerRegistry workers, BatchRegistry batches)
{
    /// <summary>Every name is a time series for whoever keeps the metrics, and clients choose the names.</summary>
    public const int MaxQueues = 100;

    /// <summary>All queues beyond <see cref="MaxQueues"/>; no queue can have this name.</summary>
    public const string Others = "(other)";

    public Reply Take() => new SampleReply(new EngineSample
    {
        Queues = Queues(),
        Scheduled = jobs.Scheduled.Count,
        Retries = jobs.Retrying.Count,
        Dead = jobs.Dead.Count,
        Working = jobs.Working.Count,
        Workers = workers.Count,
        OpenBatches = batches.Count - context.Census.Finished,
        FinishedBatches = context.Census.Finished,
        StalledTrees = context.Census.Stalled,
    });

    private List<QueueSample> Queues()
    {
        var all = jobs.Queues.Known.Select(queue => new QueueSample(queue.Name, queue.Count, queue.Waited(context.Now))).ToList();
        if (all.Count <= MaxQueues)
        {
            return all;
        }

        all.Sort(static (one, other) => one.Size != other.Size ? other.Size.CompareTo(one.Size) : string.CompareOrdinal(one.Name, other.Name));
        var rest = all.Skip(MaxQueues).ToList();
        return [.. all.Take(MaxQueues), new QueueSample(Others, rest.Sum(queue => queue.Size), rest.Max(queue => queue.Latency))];
    }
}
