namespace Faktory;

/// <summary>Pushes jobs and works with batches. A singleton, safe for concurrent use, connects on first use and reconnects by itself.</summary>
public interface IFaktoryClient
{
    /// <summary>Pushes one job (FWP PUSH). Safe to repeat with the same <see cref="Job.Id"/>.</summary>
    /// <exception cref="FaktoryException">The server refused the job; the message says why.</exception>
    /// <exception cref="FaktoryConnectionException">No server could be reached within <see cref="FaktoryClientOptions.CommandTimeout"/>.</exception>
    ValueTask<PushResult> PushAsync(Job job, CancellationToken cancellationToken = default);

    /// <summary>Pushes many jobs (FWP PUSHB), in chunks, with flat memory.</summary>
    /// <exception cref="PushManyException">The server refused some of them; it names the accepted and the refused ids.</exception>
    Task<PushManyResult> PushManyAsync(IEnumerable<Job> jobs, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PushManyAsync(IEnumerable{Job}, CancellationToken)"/>
    Task<PushManyResult> PushManyAsync(IAsyncEnumerable<Job> jobs, CancellationToken cancellationToken = default);

    /// <summary>Creates a batch with its jobs and children and commits everything: all or nothing where the server has BATCH SUBMIT.</summary>
    /// <returns>The batch id (bid).</returns>
    Task<string> StartBatchAsync(Batch batch, CancellationToken cancellationToken = default);

    /// <summary>Creates a batch to stream jobs and stages into. <see cref="BatchHandle.CommitAsync"/> is required; disposal never commits.</summary>
    Task<BatchHandle> BeginBatchAsync(Batch batch, CancellationToken cancellationToken = default);

    /// <summary>Opens an existing batch to add to it (FWP BATCH OPEN).</summary>
    /// <exception cref="FaktoryException">There is no such batch.</exception>
    Task<BatchHandle> OpenBatchAsync(string batchId, CancellationToken cancellationToken = default);

    /// <summary>Where a batch stands (FWP BATCH STATUS); null when the server does not know it.</summary>
    Task<BatchStatus?> GetBatchStatusAsync(string batchId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs now whatever waits for a retry or is dead in a batch and everything below it, and makes callbacks anew whose job was
    /// removed (extension BATCH RETRY). Jobs keep their failure, so that retries count on. Safe to repeat.
    /// </summary>
    /// <exception cref="FaktoryException">There is no such batch, it is cancelled, or the server does not have this extension.</exception>
    Task<BatchRetry> RetryBatchAsync(string batchId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Cancels a batch with everything below it (extension BATCH CANCEL): its waiting, scheduled, retrying and dead jobs and callbacks are dropped and
    /// their unique locks released, and running handlers are cancelled with <c>CancellationReason.BatchCancelled</c> at their worker's next heartbeat (15 s).
    /// What had already succeeded stays as it is. The batch's <see cref="Batch.Cancelled"/> callback runs once nothing of it runs any more. Safe to repeat.
    /// </summary>
    /// <exception cref="FaktoryException">There is no such batch, or the server does not have this extension.</exception>
    Task CancelBatchAsync(string batchId, CancellationToken cancellationToken = default);

    /// <summary>A batch with everything below it (extension BATCH TREE); null when the server does not know it.</summary>
    /// <exception cref="FaktoryException">The server does not have this extension.</exception>
    Task<BatchTree?> GetBatchTreeAsync(string batchId, CancellationToken cancellationToken = default);

    /// <summary>The root batches that the server knows, newest first (extension BATCH LIST): unfinished ones, and finished ones until they expire. Asked for page by page while it is enumerated.</summary>
    /// <param name="filter">Which; null for all.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="FaktoryException">The server does not have this extension.</exception>
    IAsyncEnumerable<BatchStatus> ListBatchesAsync(BatchFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// What the jobs of a batch resulted in so far, in the order in which they were acknowledged (extension BATCH RESULTS): of jobs whose handler returns
    /// a result (<c>IJobHandler&lt;TArgs, TResult&gt;</c>), without child batches. Asked for page by page while it is enumerated.
    /// </summary>
    /// <param name="batchId">The batch id (bid).</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="FaktoryException">The server does not know the batch, or does not have this extension.</exception>
    IAsyncEnumerable<BatchResult> GetBatchResultsAsync(string batchId, CancellationToken cancellationToken = default);
}
