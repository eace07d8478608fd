namespace Faktory.Server.Engine;

/// <summary>FWP MUTATE (BEHAVIOUR 2.9), in slices: accepted at once, remembered across restarts, one after the other.</summary>
internal sealed class Mutations(EngineContext context, JobTable jobs, JobMoves moves)
{
    public const int JobsPerSlice = 5000;

    private readonly Queue<BulkMutation> _pending = [];
    private Queue<JobEntry>? _remaining;
    private long _lastNumber;

    public bool HasWork => _pending.Count > 0;

    public Reply Start(MutateCommand command)
    {
        var mutation = new BulkMutation(++_lastNumber, command.Operation, command.Target, command.Filter, context.LastPosition);
        _pending.Enqueue(mutation);
        if (_pending.Count == 1)
        {
            RunSlice();
        }

        if (_pending.Contains(mutation))
        {
            context.Changes.Save(mutation.Key, mutation.ToBytes());
        }

        return Reply.Ok;
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
        _remaining ??= new Queue<JobEntry>(Concerned(mutation));
        for (var i = 0; i < JobsPerSlice && _remaining.TryDequeue(out var entry); i++)
        {
            if (entry.State == mutation.Target && entry.Position <= mutation.Mark && entry.HeapIndex >= 0)
            {
                Apply(mutation.Operation, entry);
            }
        }

        if (_remaining.Count == 0)
        {
            _remaining = null;
            _pending.Dequeue();
            context.Changes.Save(mutation.Key, null);
        }
    }

    public void Clear()
    {
        _pending.Clear();
        _remaining = null;
    }

    private List<JobEntry> Concerned(BulkMutation mutation)
    {
        var filter = mutation.Filter;
        var isUnfiltered = mutation.Operation == MutateOperation.Clear || (filter.JobIds.Count == 0 && filter.JobType is null);
        var wanted = filter.JobIds.Select(JobHash.Of).ToHashSet();
        return [.. jobs.SetOf(mutation.Target).Entries
            .Where(entry => entry.Position <= mutation.Mark && (isUnfiltered || Matches(entry, wanted, filter.JobType)))
            .OrderBy(entry => entry.DueAt).ThenBy(entry => entry.Position)];
    }

    private static bool Matches(JobEntry entry, HashSet<JobHash> wanted, string? jobType) =>
        wanted.Count > 0 ? wanted.Contains(entry.Hash) : PayloadFields.Read(entry.Payload).JobType == jobType;

    private void Apply(MutateOperation operation, JobEntry entry)
    {
        moves.Detach(entry);
        if (operation == MutateOperation.Kill)
        {
            moves.Bury(entry);
        }
        else if (operation == MutateOperation.Requeue)
        {
            moves.Enqueue(entry);
        }
        else
        {
            moves.Forget(entry);
        }
    }
}
