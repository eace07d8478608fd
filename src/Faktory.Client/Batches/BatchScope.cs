using System.Collections.Concurrent;

namespace Faktory.Client;

/// <summary>The batches that one execution of a job has opened and begun. Safe for concurrent use.</summary>
/// <param name="jobId">The running job, the root of all keys and ids derived here.</param>
internal sealed class BatchScope(string jobId)
{
    private readonly ConcurrentQueue<BatchHandle> _opened = new();
    private readonly ConcurrentQueue<(BatchHandle Stage, string Description)> _begun = new();
    private readonly ConcurrentDictionary<string, JobIdSeries> _ids = new();
    private int _stages;

    /// <summary>Existing batches that were opened; to be committed when the handler returns normally.</summary>
    public IReadOnlyCollection<BatchHandle> Opened => _opened;

    /// <summary>Stages that were begun, with what their creator called them; one without <see cref="BatchHandle.IsCommitted"/> when the handler returns is a mistake.</summary>
    public IReadOnlyCollection<(BatchHandle Stage, string Description)> Begun => _begun;

    /// <summary>The key of the next stage: the same for the n-th stage of every execution.</summary>
    public string NextStageKey() => $"{jobId}:{Interlocked.Increment(ref _stages)}";

    internal JobIdSeries IdsFor(string batchId) => _ids.GetOrAdd(batchId, static (bid, jid) => new JobIdSeries($"{jid}\n{bid}"), jobId);

    internal void AddOpened(BatchHandle batch) => _opened.Enqueue(batch);

    internal void AddBegun(BatchHandle stage, string description) => _begun.Enqueue((stage, description));
}
