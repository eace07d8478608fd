namespace Faktory.Server.Engine;

/// <summary>The batches by id, by key and in their trees.</summary>
internal sealed class BatchRegistry(EngineContext context, BatchSchedule schedule)
{
    private readonly Dictionary<string, Batch> _byId = [];
    private readonly Dictionary<(long Parent, string Key), Batch> _byKey = [];
    private long _lastNumber;

    public int Count => _byId.Count;

    public IEnumerable<Batch> All => _byId.Values;

    public RootList Roots { get; } = new();

    public Batch? Find(string bid) => _byId.TryGetValue(bid, out var batch) && !batch.IsGone ? batch : null;

    /// <summary>The batch with this key under this parent (null: among the roots).</summary>
    public Batch? FindByKey(Batch? parent, string key) =>
        _byKey.TryGetValue((parent?.Number ?? 0, key), out var batch) && !batch.IsGone ? batch : null;

    /// <summary>Makes a batch and links it below its parent, uncommitted.</summary>
    public Batch Create(string description, string? key, Batch? parent)
    {
        var batch = new Batch
        {
            Number = ++_lastNumber,
            Bid = context.Ids.NextBatchId(),
            Description = description,
            Key = key,
            CreatedAt = context.Now,
            Parent = parent,
            TouchedAt = context.Now,
        };
        batch.Tree = parent?.Tree ?? new BatchTree(batch, context.Census) { ActiveAt = context.Now };
        Add(batch);
        context.Changes.Save(batch);
        schedule.Set(batch, context.Now + context.Options.UncommittedBatchTtl);
        return batch;
    }

    /// <summary>Takes in a batch with its parent and tree set.</summary>
    public void Add(Batch batch)
    {
        Reserve(batch.Number);
        _byId[batch.Bid] = batch;
        context.Census.CountFinished(batch.FinishedAt is null ? 0 : 1);
        if (batch.Key is not null)
        {
            _byKey[(batch.Parent?.Number ?? 0, batch.Key)] = batch;
        }

        if (batch.Parent is { } parent)
        {
            parent.Children.Add(batch);
        }
        else
        {
            Roots.Add(batch);
        }
    }

    /// <summary>A stored job names this batch, which may be gone: its number must not be given to another.</summary>
    public void Reserve(long number) => _lastNumber = Math.Max(_lastNumber, number);

    /// <summary>Forgets a batch; unlinking it from a parent that stays is the caller's.</summary>
    public void Drop(Batch batch)
    {
        batch.IsDropped = true;
        context.Released += batch.Members.Total;
        _byId.Remove(batch.Bid);
        Roots.Remove(batch);
        context.Census.CountFinished(batch.FinishedAt is null ? 0 : -1);
        FreeKey(batch);
        batch.Lost.Clear(context.Changes);
        context.Changes.Drop(batch);
    }

    /// <summary>Makes a batch a root. Its key named it under its parent; among the roots, also after a restart, it would name a batch that nobody meant.</summary>
    public void Unlink(Batch batch)
    {
        FreeKey(batch);
        batch.Key = null;
        batch.Parent = null;
        Roots.Add(batch);
    }

    /// <summary>A command named the batch: its own and its tree's time starts anew.</summary>
    public void Touch(Batch batch)
    {
        batch.TouchedAt = context.Now;
        if (!batch.IsCommitted && IsWorthStoring(batch.Storage.StoredTouchedAt))
        {
            context.Changes.Save(batch);
        }

        MarkActive(batch.Tree);
    }

    public void MarkActive(BatchTree tree)
    {
        tree.ActiveAt = context.Now;
        if (IsWorthStoring(tree.Root.Storage.StoredActiveAt))
        {
            context.Changes.Save(tree.Root);
        }
    }

    public void Clear()
    {
        foreach (var batch in _byId.Values)
        {
            batch.IsDropped = true;
            context.Released += batch.Members.Total;
        }

        _byId.Clear();
        _byKey.Clear();
        Roots.Clear();
        schedule.Clear();
        context.Census.Clear();
    }

    private void FreeKey(Batch batch)
    {
        var place = (batch.Parent?.Number ?? 0, batch.Key ?? "");
        if (_byKey.GetValueOrDefault(place) == batch)
        {
            _byKey.Remove(place);
        }
    }

    /// <summary>Times are stored roughly: a row a command would double the cost of every acknowledgement.</summary>
    private bool IsWorthStoring(DateTime stored) => context.Now - stored >= context.Options.UncommittedBatchTtl / 10;
}
