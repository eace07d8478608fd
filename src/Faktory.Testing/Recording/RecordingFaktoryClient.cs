namespace Faktory.Testing;

/// <summary>A client for tests of code that pushes. Needs no server: it takes everything and records it.</summary>
public sealed class RecordingFaktoryClient : IFaktoryClient
{
    private readonly BatchRecorder _recorder = new("b-");

    /// <summary>The jobs that were pushed, in order; those that were put into a batch of <see cref="Batches"/> are there.</summary>
    public IReadOnlyList<Job> Pushed => _recorder.Pushed;

    /// <summary>
    /// The batches that were started or begun, and the stages that were added to them, in order. One that was begun holds the jobs that were pushed
    /// into it. The n-th has the id <c>b-n</c>; a repeated <see cref="Batch.Key"/> is the batch that is there.
    /// </summary>
    public IReadOnlyList<Batch> Batches => _recorder.Batches;

    /// <summary>Records a job. Never a duplicate.</summary>
    public ValueTask<PushResult> PushAsync(Job job, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _recorder.Push(job);
        return ValueTask.FromResult(new PushResult(job.Id, IsDuplicate: false));
    }

    /// <summary>Records jobs.</summary>
    public Task<PushManyResult> PushManyAsync(IEnumerable<Job> jobs, CancellationToken cancellationToken = default) =>
        PushManyAsync(jobs.ToAsyncEnumerable(), cancellationToken);

    /// <summary>Records jobs.</summary>
    public Task<PushManyResult> PushManyAsync(IAsyncEnumerable<Job> jobs, CancellationToken cancellationToken = default) =>
        _recorder.Open("").PushManyAsync(jobs, cancellationToken);

    /// <summary>Records a batch with its jobs and children.</summary>
    public Task<string> StartBatchAsync(Batch batch, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_recorder.Add(batch));
    }

    /// <summary>Records a batch that jobs are streamed into.</summary>
    public Task<BatchHandle> BeginBatchAsync(Batch batch, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<BatchHandle>(_recorder.Begin(batch));
    }

    /// <summary>Opens a batch, whatever its id. Jobs that are pushed into it are among <see cref="Pushed"/>, stages among <see cref="Batches"/>.</summary>
    public Task<BatchHandle> OpenBatchAsync(string batchId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(batchId);
        return Task.FromResult<BatchHandle>(_recorder.Open(batchId));
    }

    /// <summary>Null: nothing runs here.</summary>
    public Task<BatchStatus?> GetBatchStatusAsync(string batchId, CancellationToken cancellationToken = default) => Task.FromResult<BatchStatus?>(null);

    /// <summary>Does nothing: nothing fails here.</summary>
    public Task<BatchRetry> RetryBatchAsync(string batchId, CancellationToken cancellationToken = default) => Task.FromResult(new BatchRetry(0, 0, 0));

    /// <summary>Does nothing: nothing runs here.</summary>
    public Task CancelBatchAsync(string batchId, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Null: nothing runs here.</summary>
    public Task<BatchTree?> GetBatchTreeAsync(string batchId, CancellationToken cancellationToken = default) => Task.FromResult<BatchTree?>(null);

    /// <summary>None: nothing runs here.</summary>
    public IAsyncEnumerable<BatchStatus> ListBatchesAsync(BatchFilter? filter = null, CancellationToken cancellationToken = default) =>
        AsyncEnumerable.Empty<BatchStatus>();

    /// <summary>None: nothing runs here.</summary>
    public IAsyncEnumerable<BatchResult> GetBatchResultsAsync(string batchId, CancellationToken cancellationToken = default) =>
        AsyncEnumerable.Empty<BatchResult>();
}
