namespace Faktory.Server.Engine;

/// <summary>MUTATE (BEHAVIOUR 2.9) and BATCH RETRY, in slices: accepted at once, remembered across restarts, one after the other.</summary>
internal sealed class Mutations(EngineContext context, JobTable jobs, JobMoves moves, BatchRegistry batches, Gates gates)
{
    public const int JobsPerSlice = 5000;

    private readonly Queue<BulkMutation> _pending = [];
    private IBulkWork? _work;
    private long _lastNumber;

    public bool HasWork => _pending.Count > 0;

    public Reply Start(MutateCommand command)
    {
        var mutation = new BulkMutation(++_lastNumber, command.Operation, command.Target, command.Filter, context.LastPosition);
        Start(mutation, null);
        return Reply.Ok;
    }

    /// <summary>Starts to retry a batch with everything below it.</summary>
    /// <returns>What that is, as far as no mutation before it takes jobs away.</returns>
    public RetryWork StartRetry(Batch batch)
    {
        var mutation = new BulkMutation(++_lastNumber, MutateOperation.Retry, default, MutateFilter.All, context.LastPosition, batch.Bid);
        var work = new RetryWork(batch, mutation.Mark, jobs, moves, gates);
        Start(mutation, work);
        return work;
    }

    public void Load(byte[] value)
    {
        var mutation = BulkMutation.FromBytes(value);
        _pending.Enqueue(mutation);
        _lastNumber = Math.Max(_lastNumber, mutation.Number);
        context.LastPosition = Math.Max(context.LastPosition, mutation.Mark);
    }

    /// <summary>Does the next slice of the first mutation.</summary>
    public void RunSlice()
    {
        var mutation = _pending.Peek();
        _work ??= WorkOf(mutation);
        for (var done = 0; done < JobsPerSlice;)
        {
            var cost = _work?.Next() ?? 0;
            if (cost == 0)
            {
                _work = null;
                _pending.Dequeue();
                context.Changes.Save(mutation.Key, null);
                return;
            }

            done += cost;
        }
    }

    public void Clear()
    {
        _pending.Clear();
        _work = null;
    }

    private void Start(BulkMutation mutation, IBulkWork? work)
    {
        _pending.Enqueue(mutation);
        if (_pending.Count == 1)
        {
            _work = work;
            RunSlice();
        }

        if (_pending.Contains(mutation))
        {
            context.Changes.Save(mutation.Key, mutation.ToBytes());
        }
    }

    /// <summary>Null when there is nothing to work on any more.</summary>
    private IBulkWork? WorkOf(BulkMutation mutation)
    {
        if (mutation.Bid is not { } bid)
        {
            return new MutationWork(mutation, jobs, moves);
        }

        return batches.Find(bid) is { } batch ? new RetryWork(batch, mutation.Mark, jobs, moves, gates) : null;
    }
}
