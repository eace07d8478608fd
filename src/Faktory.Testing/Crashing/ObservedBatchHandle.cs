namespace Faktory.Testing;

/// <summary>A batch that a run may be killed at while it fills it.</summary>
internal sealed class ObservedBatchHandle(BatchHandle inner, CrashPlans crashes) : BatchHandle
{
    public override string Id => inner.Id;

    public override bool IsCommitted => inner.IsCommitted;

    public override ValueTask<PushResult> PushAsync(Job job, CancellationToken cancellationToken = default) =>
        crashes.Current is { } run
            ? new ValueTask<PushResult>(run.PushAsync(() => inner.PushAsync(job, cancellationToken)))
            : inner.PushAsync(job, cancellationToken);

    public override Task<PushManyResult> PushManyAsync(IEnumerable<Job> jobs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return PushManyAsync(jobs.ToAsyncEnumerable(), cancellationToken);
    }

    public override Task<PushManyResult> PushManyAsync(IAsyncEnumerable<Job> jobs, CancellationToken cancellationToken = default) =>
        crashes.Current is { } run
            ? run.PushManyAsync(job => inner.PushAsync(job, cancellationToken), jobs, cancellationToken)
            : inner.PushManyAsync(jobs, cancellationToken);

    public override Task<string> AddStageAsync(Batch stage, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return crashes.Current is { } run
            ? CrashingStage.BuildAsync(inner, stage, stage.Key, run, cancellationToken)
            : inner.AddStageAsync(stage, cancellationToken);
    }

    public override async Task<BatchHandle> BeginStageAsync(Batch stage, CancellationToken cancellationToken = default) =>
        new ObservedBatchHandle(await inner.BeginStageAsync(stage, cancellationToken), crashes);

    public override Task CommitAsync(CancellationToken cancellationToken = default) => inner.CommitAsync(cancellationToken);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
