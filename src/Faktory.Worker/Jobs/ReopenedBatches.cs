namespace Faktory.Worker;

/// <summary>What one execution of a handler opened and began, so that the worker can commit it, or refuse to, once the handler is done.</summary>
internal sealed class ReopenedBatches(Job job, IFaktoryClient client)
{
    private readonly Lock _gate = new();
    private readonly List<ReopenedBatch> _reopened = [];
    private readonly List<ReopenedBatch> _begun = [];
    private readonly OccurrenceIds _ids = new(job.Id);
    private int _stages;

    /// <summary>Opens a batch of the server for the handler.</summary>
    public async Task<BatchHandle> OpenAsync(string batchId, CancellationToken cancellationToken)
    {
        var opened = new ReopenedBatch(await client.OpenBatchAsync(batchId, cancellationToken), this, stage: null);
        lock (_gate)
        {
            _reopened.Add(opened);
        }

        return opened;
    }

    /// <summary>Gives a stage the key that makes a repeated execution find it; one that the user chose stays.</summary>
    public Batch WithKey(Batch stage)
    {
        var ordinal = Interlocked.Increment(ref _stages);
        return stage.Key is not null ? stage : new Batch(stage.Description)
        {
            Key = $"{job.Id}/{ordinal}",
            Success = stage.Success,
            Complete = stage.Complete,
            Cancelled = stage.Cancelled,
            Jobs = stage.Jobs,
            Children = stage.Children,
        };
    }

    /// <summary>Remembers a stage that needs a commit.</summary>
    public BatchHandle Begun(BatchHandle stage, string description)
    {
        var begun = new ReopenedBatch(stage, this, description);
        lock (_gate)
        {
            _begun.Add(begun);
        }

        return begun;
    }

    /// <summary>Gives a job that goes into a re-opened batch an id that a repeated execution gives again.</summary>
    public Job WithStableId(Job pushed, string batchId) => _ids.Apply(pushed, batchId);

    /// <summary>Commits what the handler re-opened.</summary>
    /// <exception cref="FaktoryException">A stage was begun and not committed; nothing is committed then.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        ReopenedBatch[] reopened, unfinished;
        lock (_gate)
        {
            reopened = [.. _reopened.DistinctBy(batch => batch.Id)];
            unfinished = [.. _begun.Where(stage => !stage.IsCommitted)];
        }

        if (unfinished.Length > 0)
        {
            throw new FaktoryException($"The handler returned, but stage {string.Join(", ", unfinished.Select(stage => $"'{stage.Stage}' ({stage.Id})"))} was begun and never committed. Call CommitAsync on it once it is filled.");
        }

        foreach (var batch in reopened)
        {
            await batch.CommitAsync(cancellationToken);
        }
    }
}
