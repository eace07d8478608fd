namespace Faktory.Server.Engine;

/// <summary>FWP PUSH. Replies +OK or an error.</summary>
internal sealed class PushCommand(Session session, JobDraft job) : Command(session)
{
    public JobDraft Job { get; } = job;
}

/// <summary>FWP PUSHB. Replies a bulk: job id to error text of what was refused.</summary>
internal sealed class PushManyCommand(Session session, IReadOnlyList<JobDraft> jobs, IReadOnlyDictionary<string, string> refused) : Command(session)
{
    /// <summary>The valid jobs, in order.</summary>
    public IReadOnlyList<JobDraft> Jobs { get; } = jobs;

    /// <summary>What the connection refused already: job id (or "") to error text without the code ERR.</summary>
    public IReadOnlyDictionary<string, string> Refused { get; } = refused;
}

/// <summary>FWP FETCH. Replies a job, or null after two seconds without one.</summary>
internal sealed class FetchCommand(Session session, IReadOnlyList<string> queues) : Command(session)
{
    /// <summary>At least one name, by falling priority; none twice.</summary>
    public IReadOnlyList<string> Queues { get; } = queues;

    /// <summary>Set by the connection when its input ended before the command was applied: the reply is null, no job is reserved.</summary>
    public bool IsCancelled
    {
        get => Volatile.Read(ref _isCancelled);
        set => Volatile.Write(ref _isCancelled, value);
    }

    /// <summary>A parked FETCH has a place in each of its queues. A job that it gets is in memory anyway.</summary>
    public override int HeldBytes => Queues.Count * BytesPerPlace;

    private const int BytesPerPlace = 128;

    private bool _isCancelled;
}

/// <summary>FWP ACK. Always replies +OK.</summary>
internal sealed class AckCommand(Session session, JobHash job, JobResult? result = null) : Command(session)
{
    public JobHash Job { get; } = job;

    /// <summary>What the job resulted in (extension field <c>result</c>); null for nothing.</summary>
    public JobResult? Result { get; } = result;
}

/// <param name="JobId">The job's id as text, under which the result is kept.</param>
/// <param name="Json">One JSON value.</param>
internal sealed record JobResult(string JobId, byte[] Json);

/// <summary>FWP FAIL. Replies +OK or <c>Job not found</c>.</summary>
internal sealed class FailCommand(Session session, string jobId, FailureReport failure) : Command(session)
{
    public string JobId { get; } = jobId;

    public FailureReport Failure { get; } = failure;
}

/// <summary>REQUEUE (extension): a running job goes back to the head of its queue, with no failure and no count.</summary>
internal sealed class RequeueCommand(Session session, string jobId) : Command(session)
{
    public string JobId { get; } = jobId;
}

/// <summary>FWP MUTATE on one of the sets. Replies +OK.</summary>
internal sealed class MutateCommand(Session session, MutateOperation operation, Storage.JobState target, MutateFilter filter) : Command(session)
{
    public MutateOperation Operation { get; } = operation;

    /// <summary>Scheduled, Retrying or Dead.</summary>
    public Storage.JobState Target { get; } = target;

    public MutateFilter Filter { get; } = filter;
}

internal enum MutateOperation : byte
{
    Kill = 1,
    Discard = 2,
    Requeue = 3,
    Clear = 4,

    /// <summary>Not MUTATE but BATCH RETRY, which is stored like one.</summary>
    Retry = 5,
}

/// <summary>Which jobs of a set; all when everything is empty (BEHAVIOUR 2.9).</summary>
/// <param name="JobIds">Win over everything else; empty for none.</param>
/// <param name="JobType">Null for any.</param>
/// <param name="Pattern">A <see cref="Glob"/> over the whole job (FWP <c>regexp</c>), beside the job type; null for none.</param>
internal sealed record MutateFilter(IReadOnlyList<string> JobIds, string? JobType, string? Pattern = null)
{
    public static MutateFilter All { get; } = new([], null);
}
