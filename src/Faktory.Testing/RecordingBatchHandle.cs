namespace Faktory.Testing;

/// <summary>A batch that tells a <see cref="TestJobContext"/> what is done with it.</summary>
internal sealed class RecordingBatchHandle(TestJobContext context, string id, Action<Job> push) : BatchHandle
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

    public override Task<string> AddStageAsync(Batch stage, CancellationToken cancellationToken = default) =>
        context.AddStageAsync(stage, cancellationToken);

    public override Task<BatchHandle> BeginStageAsync(Batch stage, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var jobs = stage.Jobs.ToList();
        return Task.FromResult<BatchHandle>(new RecordingBatchHandle(context, context.AddStage(stage, jobs), jobs.Add));
    }

    public override Task CommitAsync(CancellationToken cancellationToken = default)
    {
        _isCommitted = true;
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
