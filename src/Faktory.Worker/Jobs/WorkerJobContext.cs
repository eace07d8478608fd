namespace Faktory.Worker;

/// <summary>The context of a job that a worker runs.</summary>
internal sealed class WorkerJobContext(RunningJob running, IServiceProvider services, IFaktoryClient client) : JobContext(running.Job)
{
    public override IServiceProvider Services { get; } = services;

    public override CancellationToken CancellationToken => running.CancellationToken;

    public override CancellationReason CancellationReason => running.CancellationReason;

    /// <summary>What the handler opened.</summary>
    public ReopenedBatches Batches { get; } = new(running.Job, client);

    /// <summary>Whether the handler was reached; a middleware may have skipped it.</summary>
    public bool HandlerReached { get; set; }

    public override async Task<string> AddStageAsync(Batch stage, CancellationToken cancellationToken = default)
    {
        await using var batch = await Batches.OpenAsync(BatchTarget.HeldOpen(this), cancellationToken);
        return await batch.AddStageAsync(stage, cancellationToken);
    }

    public override Task<BatchHandle> OpenBatchAsync(CancellationToken cancellationToken = default) =>
        Batches.OpenAsync(BatchTarget.Own(this), cancellationToken);

    public override async Task<BatchHandle> OpenParentBatchAsync(CancellationToken cancellationToken = default) =>
        await Batches.OpenAsync(await BatchTarget.ParentAsync(this, client, cancellationToken), cancellationToken);
}
