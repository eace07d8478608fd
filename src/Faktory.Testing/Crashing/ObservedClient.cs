namespace Faktory.Testing;

/// <summary>A client that a run may be killed at while it pushes.</summary>
internal sealed class ObservedClient(IFaktoryClient inner, CrashPlans crashes) : IFaktoryClient
{
    public ValueTask<PushResult> PushAsync(Job job, CancellationToken cancellationToken = default) =>
        crashes.Current is { } run
            ? new ValueTask<PushResult>(run.PushAsync(() => inner.PushAsync(job, cancellationToken)))
            : inner.PushAsync(job, cancellationToken);

    public Task<PushManyResult> PushManyAsync(IEnumerable<Job> jobs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return PushManyAsync(jobs.ToAsyncEnumerable(), cancellationToken);
    }

    public Task<PushManyResult> PushManyAsync(IAsyncEnumerable<Job> jobs, CancellationToken cancellationToken = default) =>
        crashes.Current is { } run
            ? run.PushManyAsync(job => inner.PushAsync(job, cancellationToken), jobs, cancellationToken)
            : inner.PushManyAsync(jobs, cancellationToken);

    public Task<string> StartBatchAsync(Batch batch, CancellationToken cancellationToken = default)
    {
        if (crashes.Current is not { } run || batch is null)
        {
            return inner.StartBatchAsync(batch!, cancellationToken);
        }

        var recorded = RecordedBatch.Of(batch);
        return run.DoAsync(() => inner.StartBatchAsync(recorded, cancellationToken), RecordedBatch.CountJobs(recorded));
    }

    public async Task<BatchHandle> BeginBatchAsync(Batch batch, CancellationToken cancellationToken = default) =>
        new ObservedBatchHandle(await inner.BeginBatchAsync(batch, cancellationToken), crashes);

    public async Task<BatchHandle> OpenBatchAsync(string batchId, CancellationToken cancellationToken = default) =>
        new ObservedBatchHandle(await inner.OpenBatchAsync(batchId, cancellationToken), crashes);

    public Task<BatchStatus?> GetBatchStatusAsync(string batchId, CancellationToken cancellationToken = default) =>
        inner.GetBatchStatusAsync(batchId, cancellationToken);

    public Task<BatchRetry> RetryBatchAsync(string batchId, CancellationToken cancellationToken = default) =>
        inner.RetryBatchAsync(batchId, cancellationToken);

    public Task CancelBatchAsync(string batchId, CancellationToken cancellationToken = default) =>
        inner.CancelBatchAsync(batchId, cancellationToken);

    public Task<BatchTree?> GetBatchTreeAsync(string batchId, CancellationToken cancellationToken = default) =>
        inner.GetBatchTreeAsync(batchId, cancellationToken);

    public IAsyncEnumerable<BatchStatus> ListBatchesAsync(BatchFilter? filter = null, CancellationToken cancellationToken = default) =>
        inner.ListBatchesAsync(filter, cancellationToken);

    public IAsyncEnumerable<BatchResult> GetBatchResultsAsync(string batchId, CancellationToken cancellationToken = default) =>
        inner.GetBatchResultsAsync(batchId, cancellationToken);
}
