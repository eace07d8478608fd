namespace Faktory.Server.Engine;

/// <summary>A FETCH that waits for a job.</summary>
internal sealed class ParkedFetch(FetchCommand command, DateTime deadline, long number)
{
    public FetchCommand Command => command;

    /// <summary>Counts up in the order in which they began to wait.</summary>
    public long Number => number;

    /// <summary>When it ends with null, UTC.</summary>
    public DateTime Deadline => deadline;

    public bool IsOver { get; set; }

    /// <summary>Its places in the queues it waits for; empty when it may get nothing (a quiet worker's).</summary>
    public List<(JobQueue Queue, LinkedListNode<ParkedFetch> Place)> Places { get; } = [];
}
