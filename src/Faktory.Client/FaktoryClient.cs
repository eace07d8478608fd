namespace Faktory.Client;

/// <summary>The client: everything a program asks of a server, over one shared connection.</summary>
internal sealed class FaktoryClient(JobPusher pusher, BatchBuilder batches) : IFaktoryClient, IFaktoryBatches
{
    public ValueTask<PushResult> PushAsync(Job job, CancellationToken cancellationToken = default) =>
        pusher.PushAsync(job, null, cancellationToken);

    public Task<PushManyResult> PushManyAsync(IEnumerable<Job> jobs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return pusher.PushManyAsync(jobs.ToAsyncEnumerable(), null, cancellationToken);
    }

    public Task<PushManyResult> PushManyAsync(IAsyncEnumerable<Job> jobs, CancellationToken cancellationToken = default) =>
        pusher.PushManyAsync(jobs, null, cancellationToken);

    public Task<string> StartBatchAsync(Batch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batches.StartAsync(batch, BatchPlace.Of(null, batch.Key), cancellationToken);
    }

    public async Task<BatchHandle> BeginBatchAsync(Batch batch, CancellationToken cancellationToken = default) =>
        await ServerBatchHandle.BeginRootAsync(batches, batch, cancellationToken);

    public async Task<BatchHandle> OpenBatchAsync(string batchId, CancellationToken cancellationToken = default) =>
        await ServerBatchHandle.OpenAsync(batches, batchId, null, cancellationToken);

    public async Task<BatchHandle> OpenBatchAsync(string batchId, BatchScope scope, CancellationToken cancellationToken) =>
        await ServerBatchHandle.OpenAsync(batches, batchId, scope, cancellationToken);

    public Task<BatchStatus?> GetBatchStatusAsync(string batchId, CancellationToken cancellationToken = default) =>
        batches.Commands.GetStatusAsync(batchId, cancellationToken);

    public Task<BatchRetry> RetryBatchAsync(string batchId, CancellationToken cancellationToken = default) =>
        batches.Commands.RetryAsync(batchId, cancellationToken);

    public Task CancelBatchAsync(string batchId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(batchId);
        return batches.Commands.CancelAsync(batchId, cancellationToken);
    }

    public Task<BatchTree?> GetBatchTreeAsync(string batchId, CancellationToken cancellationToken = default) =>
        batches.Commands.GetTreeAsync(batchId, cancellationToken);

    public IAsyncEnumerable<BatchStatus> ListBatchesAsync(BatchFilter? filter = null, CancellationToken cancellationToken = default) =>
        batches.Commands.Pages.ListAsync(filter, cancellationToken);

    public IAsyncEnumerable<BatchResult> GetBatchResultsAsync(string batchId, CancellationToken cancellationToken = default) =>
        batches.Commands.Pages.GetResultsAsync(batchId, cancellationToken);
}
