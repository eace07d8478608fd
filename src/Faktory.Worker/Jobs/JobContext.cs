namespace Faktory;

/// <summary>A running job, as its handler and the middleware see it. Abstract, so that tests can make one.</summary>
public abstract class JobContext
{
    /// <summary>Makes a context.</summary>
    /// <param name="job">The job that runs.</param>
    protected JobContext(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        Job = job;
        BatchId = JobCustom.Text(job, JobCustom.Batch);
        Callback = JobCustom.Callback(job);
    }

    /// <summary>The job as it was fetched.</summary>
    public Job Job { get; }

    /// <summary>Which execution of the job this is, from 1.</summary>
    public int Attempt => AttemptOf(Job);

    /// <summary>The latest failure; null on the first attempt.</summary>
    public JobFailure? LastFailure => Job.Failure;

    /// <summary>When the job was made; the time it was enqueued where the server does not say.</summary>
    public DateTimeOffset CreatedAt => Job.CreatedAt ?? EnqueuedAt;

    /// <summary>When the server last put the job into its queue; <see cref="DateTimeOffset.MinValue"/> where it does not say.</summary>
    public DateTimeOffset EnqueuedAt => Job.EnqueuedAt ?? DateTimeOffset.MinValue;

    /// <summary>The batch the job is a member of (FWP <c>custom.bid</c>); null for none.</summary>
    public string? BatchId { get; }

    /// <summary>The batch the job is a callback of; null when it is none.</summary>
    public JobCallback? Callback { get; }

    internal static int AttemptOf(Job job) => job.Failure is { } failure ? failure.RetryCount + 2 : 1;

    /// <summary>The services of the job's own scope.</summary>
    public abstract IServiceProvider Services { get; }

    /// <summary>Cancelled when the job is to stop.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>Why <see cref="CancellationToken"/> was cancelled.</summary>
    public abstract CancellationReason CancellationReason { get; }

    /// <summary>
    /// Adds a stage to the batch that this job holds open: from a callback the batch's parent, from a member its own batch.
    /// Created, filled and committed; a repeated execution of the job finds it instead of building it twice.
    /// </summary>
    /// <returns>The stage's batch id.</returns>
    /// <exception cref="FaktoryException">The job holds no batch open, or the server refused the stage.</exception>
    public abstract Task<string> AddStageAsync(Batch stage, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens the batch this job is a member of. When the handler returns normally it is committed, just before the job is acknowledged;
    /// when the handler throws it is not. Jobs already pushed run either way.
    /// </summary>
    /// <exception cref="FaktoryException">The job is no member of a batch.</exception>
    public abstract Task<BatchHandle> OpenBatchAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens, from a callback, the batch that goes on: the parent of the one that called back; from a member, the parent of its batch.
    /// Committed as in <see cref="OpenBatchAsync"/>.
    /// </summary>
    /// <exception cref="FaktoryException">There is no parent.</exception>
    public abstract Task<BatchHandle> OpenParentBatchAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Tells people how far the job is (FWP TRACK SET); they see it of jobs that were pushed with <see cref="Job.Track"/>. Best effort: where the
    /// server has no tracking, refuses the report or cannot be reached, it is dropped with a debug log. Waits at most 2 s for the server.
    /// </summary>
    /// <param name="percent">0 to 100.</param>
    /// <param name="description">For a person; servers keep the first 1,000 characters. Null leaves the last one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is not 0 to 100.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public abstract Task ReportProgressAsync(int percent, string? description = null, CancellationToken cancellationToken = default);
}
