namespace Faktory;

/// <summary>A batch on the server that jobs and stages can be added to. Disposal never commits.</summary>
public abstract class BatchHandle : IAsyncDisposable
{
    /// <summary>The batch id (bid).</summary>
    public abstract string Id { get; }

    /// <summary>Whether the batch is committed, as far as this handle knows.</summary>
    public abstract bool IsCommitted { get; }

    /// <summary>Pushes a job into the batch.</summary>
    public abstract ValueTask<PushResult> PushAsync(Job job, CancellationToken cancellationToken = default);

    /// <summary>Pushes jobs into the batch, in chunks, with flat memory.</summary>
    public abstract Task<PushManyResult> PushManyAsync(IEnumerable<Job> jobs, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PushManyAsync(IEnumerable{Job}, CancellationToken)"/>
    public abstract Task<PushManyResult> PushManyAsync(IAsyncEnumerable<Job> jobs, CancellationToken cancellationToken = default);

    /// <summary>Adds a child batch, filled and committed.</summary>
    /// <returns>The child's batch id.</returns>
    public abstract Task<string> AddStageAsync(Batch stage, CancellationToken cancellationToken = default);

    /// <summary>Adds a child batch to stream into; its <see cref="CommitAsync"/> is required.</summary>
    public abstract Task<BatchHandle> BeginStageAsync(Batch stage, CancellationToken cancellationToken = default);

    /// <summary>Releases the callbacks: from now on they fire when they are due. Jobs pushed before run either way. Idempotent.</summary>
    public abstract Task CommitAsync(CancellationToken cancellationToken = default);

    /// <summary>Lets go of the batch. Sends no COMMIT, never throws.</summary>
    public abstract ValueTask DisposeAsync();
}
