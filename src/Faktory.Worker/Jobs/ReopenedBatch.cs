namespace Faktory.Worker;

/// <summary>A batch in a handler's hands: stages get keys, and jobs pushed into a re-opened batch get stable ids.</summary>
internal sealed class ReopenedBatch(BatchHandle inner, ReopenedBatches owner, string? stage) : BatchHandle
{
    /// <summary>The stage's description; null for a batch that was re-opened.</summary>
    public string? Stage { get; } = stage;

    public override string Id => inner.Id;

    public override bool IsCommitted => inner.IsCommitted;

    public override ValueTask<PushResult> PushAsync(Job job, CancellationToken cancellationToken = default) =>
        inner.PushAsync(Stable(job), cancellationToken);

    public override Task<PushManyResult> PushManyAsync(IEnumerable<Job> jobs, CancellationToken cancellationToken = default) =>
        inner.PushManyAsync(jobs.Select(Stable), cancellationToken);

    public override Task<PushManyResult> PushManyAsync(IAsyncEnumerable<Job> jobs, CancellationToken cancellationToken = default) =>
        inner.PushManyAsync(jobs.Select(Stable), cancellationToken);

    public override Task<string> AddStageAsync(Batch stage, CancellationToken cancellationToken = default) =>
        inner.AddStageAsync(owner.WithKey(stage), cancellationToken);

    public override async Task<BatchHandle> BeginStageAsync(Batch stage, CancellationToken cancellationToken = default) =>
        owner.Begun(await inner.BeginStageAsync(owner.WithKey(stage), cancellationToken), stage.Description);

    public override Task CommitAsync(CancellationToken cancellationToken = default) => inner.CommitAsync(cancellationToken);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    // A begun stage has a key, so the client already gives its jobs ids that belong to it.
    private Job Stable(Job job) => Stage is null ? owner.WithStableId(job, inner.Id) : job;
}
