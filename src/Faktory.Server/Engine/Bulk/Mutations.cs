namespace Faktory.Server.Engine;

/// <summary>FWP MUTATE (BEHAVIOUR 2.9), in slices: accepted at once, remembered across restarts, one after the other.</summary>
internal sealed class Mutations(EngineContext context, JobTable jobs, JobMoves moves)
{
    public const int JobsPerSlice = 5000;

    private readonly Queue<BulkMutation> _pending = [];
    private PriorityQueue<JobEntry, (DateTime DueAt, long Position)>? _remaining;
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
        _remaining ??= new(Candidates(mutation).Select(entry => (entry, (entry.DueAt, entry.Position))));
        for (var i = 0; i < JobsPerSlice && _remaining.TryDequeue(out var entry, out _); i++)
        {
            if (IsStillThere(entry, mutation) && IsWanted(entry, mutation))
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

    /// <summary>Costs no more than a look at every job of the set: what is slower (order, job types) belongs into the slices.</summary>
    private IEnumerable<JobEntry> Candidates(BulkMutation mutation) => HasJobIds(mutation)
        ? mutation.Filter.JobIds.Distinct(StringComparer.Ordinal).SelectMany(jobId => EntriesOf(JobHash.Of(jobId)))
        : jobs.SetOf(mutation.Target).Entries;

    private IEnumerable<JobEntry> EntriesOf(JobHash job)
    {
        for (var entry = jobs.Index.First(job); entry is not null; entry = JobIndex.After(entry))
        {
            yield return entry;
        }
    }

    private static bool HasJobIds(BulkMutation mutation) => mutation.Operation != MutateOperation.Clear && mutation.Filter.JobIds.Count > 0;

    /// <summary>Whether a job has been in the set since before the mutation.</summary>
    private static bool IsStillThere(JobEntry entry, BulkMutation mutation) =>
        entry.State == mutation.Target && entry.Position <= mutation.Mark && entry.HeapIndex >= 0;

    private static bool IsWanted(JobEntry entry, BulkMutation mutation) =>
        mutation.Operation == MutateOperation.Clear || HasJobIds(mutation) || mutation.Filter.JobType is null
        || PayloadFields.Read(entry.Payload).JobType == mutation.Filter.JobType;

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
