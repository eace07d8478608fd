namespace Faktory.Testing;

/// <summary>A batch that records what is done with it.</summary>
internal sealed class RecordingBatchHandle(BatchRecorder recorder, string id, Action<Job> push) : BatchHandle
{
    private bool _isCommitted;

    public override string Id => id;

    public override bool IsCommitted => _isCommitted;

    public override ValueTask<PushResult> PushAsync(Job job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        cancellationToken.ThrowIfCancellationRequested();
        push(job);
        return ValueTask.FromResult(new PushResult(job.Id, IsDuplicate: false));
    }

    public override Task<PushManyResult> PushManyAsync(IEnumerable<Job> jobs, CancellationToken cancellationToken = default) =>
        PushManyAsync(jobs.ToAsyncEnumerable(), cancellationToken);

    public override async Task<PushManyResult> PushManyAsync(IAsyncEnumerable<Job> jobs, CancellationToken cancellationToken = default)
    {
        var count = 0;
        await foreach (var job in jobs.WithCancellation(cancellationToken))
        {
            push(job);
            count++;
        }

        return new PushManyResult(count, []);
    }

    public override Task<string> AddStageAsync(Batch stage, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(recorder.Add(stage));
    }

    public override Task<BatchHandle> BeginStageAsync(Batch stage, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<BatchHandle>(recorder.Begin(stage));
    }

    public override Task CommitAsync(CancellationToken cancellationToken = default)
    {
        _isCommitted = true;
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
