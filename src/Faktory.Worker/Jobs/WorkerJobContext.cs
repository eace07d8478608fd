using System.Text.Json;
using Faktory.Client;

namespace Faktory.Worker;

/// <summary>The context of a job that a worker runs.</summary>
internal sealed class WorkerJobContext(RunningJob running, IServiceProvider services, IFaktoryClient client, IFaktoryBatches batches, ProgressReporter progress) : JobContext(running.Job)
{
    /// <summary>What servers keep of a result (docs/extensions.md).</summary>
    private const int MaxResultBytes = 64 * 1024;

    private BatchScope? _scope;
    private bool _hasEnded;

    public override IServiceProvider Services { get; } = services;

    public override CancellationToken CancellationToken => running.CancellationToken;

    public override CancellationReason CancellationReason => running.CancellationReason;

    /// <summary>The class that handles the job; null for a delegate.</summary>
    public Type? HandlerType { get; init; }

    /// <summary>Whether the handler was reached; a middleware may have skipped it.</summary>
    public bool HandlerReached { get; set; }

    /// <summary>Whether its handler has ended.</summary>
    public bool HasEnded { get => Volatile.Read(ref _hasEnded); set => Volatile.Write(ref _hasEnded, value); }

    /// <summary>What the handler resulted in, as JSON; null for nothing, and for a job outside a batch, whose result nobody could ask for.</summary>
    public byte[]? Result { get; private set; }

    /// <summary>Takes what the handler returned.</summary>
    /// <exception cref="FaktoryException">It is too large.</exception>
    public void KeepResult<TResult>(TResult value, JsonSerializerOptions json)
    {
        if (BatchId is null)
        {
            return;
        }

        var result = JsonSerializer.SerializeToUtf8Bytes(value, json);
        Result = result.Length <= MaxResultBytes
            ? result
            : throw new FaktoryException($"The result of the handler has {result.Length} bytes as JSON; a server keeps at most {MaxResultBytes}. Return less, or store it elsewhere and return where it is.");
    }

    public override async Task<string> AddStageAsync(Batch stage, CancellationToken cancellationToken = default)
    {
        await using var batch = await OpenAsync(BatchTarget.HeldOpen(this), cancellationToken);
        return await batch.AddStageAsync(stage, cancellationToken);
    }

    public override Task<BatchHandle> OpenBatchAsync(CancellationToken cancellationToken = default) =>
        OpenAsync(BatchTarget.Own(this), cancellationToken);

    public override async Task<BatchHandle> OpenParentBatchAsync(CancellationToken cancellationToken = default) =>
        await OpenAsync(await BatchTarget.ParentAsync(this, client, cancellationToken), cancellationToken);

    public override Task ReportProgressAsync(int percent, string? description = null, CancellationToken cancellationToken = default) =>
        progress.ReportAsync(Job, percent, description, cancellationToken);

    /// <summary>
    /// Commits what the handler re-opened; to be called once it has returned normally. Bounded by the client's command timeout.
    /// A batch that nobody has committed yet is left to whoever is filling it: a member that runs before that must not let its callbacks fire.
    /// </summary>
    /// <exception cref="FaktoryException">A stage was begun and not committed; nothing is committed then.</exception>
    public Task CommitBatchesAsync() => Volatile.Read(ref _scope) is { } scope ? CommitAsync(scope) : Task.CompletedTask;

    private async Task CommitAsync(BatchScope scope)
    {
        var unfinished = scope.Begun.Where(begun => !begun.Stage.IsCommitted).Select(begun => $"'{begun.Description}' ({begun.Stage.Id})").ToList();
        if (unfinished.Count > 0)
        {
            throw new FaktoryException($"The handler returned, but a stage that it began was never committed: {string.Join(", ", unfinished)}. Call CommitAsync on it once it is filled.");
        }

        foreach (var batch in scope.Opened.DistinctBy(batch => batch.Id))
        {
            if (batch.IsCommitted || await client.GetBatchStatusAsync(batch.Id, CancellationToken.None) is not { IsCommitted: false })
            {
                await batch.CommitAsync(CancellationToken.None);
            }
        }
    }

    private Task<BatchHandle> OpenAsync(string batchId, CancellationToken cancellationToken) =>
        batches.OpenBatchAsync(batchId, Scope(), cancellationToken);

    // Most jobs open no batch, and its collections are the largest part of a context. A handler may open several at once.
    private BatchScope Scope() => LazyInitializer.EnsureInitialized(ref _scope, () => new BatchScope(Job.Id))!;
}
