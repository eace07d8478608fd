using System.Runtime.InteropServices;

namespace Faktory.Server.Storage;

/// <summary>The rows of the memory store. One writer at a time; a set is checked before any of it is applied.</summary>
internal sealed class MemoryTables
{
    private readonly Dictionary<string, byte[]> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QueueRow> _queues = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, BatchRow> _batches = [];
    private readonly Dictionary<long, SortedDictionary<long, MemberRow>> _members = [];
    private readonly SortedDictionary<long, SettledRow> _settled = [];
    private readonly Dictionary<long, JobRow> _jobs = [];

    /// <summary>Safe to read while this is written.</summary>
    public MemoryResults Results { get; } = new();

    public void Load(IStoreTarget target)
    {
        foreach (var (key, value) in _entries)
        {
            target.OnEntry(key, value);
        }

        foreach (var queue in _queues.Values)
        {
            target.OnQueue(queue);
        }

        foreach (var batch in _batches.Values)
        {
            target.OnBatch(batch);
        }

        foreach (var member in _members.OrderBy(pair => pair.Key).SelectMany(pair => pair.Value.Values))
        {
            target.OnMembers(member);
        }

        foreach (var settled in _settled.Values)
        {
            target.OnSettled(settled);
        }

        foreach (var id in _jobs.Keys.Order())
        {
            target.OnJob(_jobs[id]);
        }
    }

    /// <summary>Refuses what would not fit the rows, so that a set is applied whole or not at all.</summary>
    public void Check(WriteSet changes)
    {
        foreach (var job in changes.InsertedJobs)
        {
            if (job.Payload is null)
            {
                throw Refused($"job {job.Id} is inserted without a payload");
            }

            if (!changes.ClearAll && _jobs.ContainsKey(job.Id))
            {
                throw Refused($"job {job.Id} is inserted but exists");
            }
        }

        foreach (var job in changes.UpdatedJobs)
        {
            if (changes.ClearAll || !_jobs.ContainsKey(job.Id))
            {
                throw Refused($"job {job.Id} is updated but does not exist");
            }
        }

        if (changes.ClearAll)
        {
            return;
        }

        foreach (var row in changes.InsertedMembers)
        {
            if (_members.TryGetValue(row.Batch, out var rows) && rows.ContainsKey(row.Sequence))
            {
                throw Refused($"member row {row.Sequence} of batch {row.Batch} is inserted but exists");
            }
        }

        if (changes.InsertedSettled is { } settled && _settled.ContainsKey(settled.Sequence))
        {
            throw Refused($"settled row {settled.Sequence} is inserted but exists");
        }
    }

    public void Apply(WriteSet changes)
    {
        if (changes.ClearAll)
        {
            Clear();
        }

        ApplyNames(changes);
        ApplyBatches(changes);
        ApplySettled(changes);
        ApplyJobs(changes);
    }

    private static StoreException Refused(string reason) =>
        new($"The memory store refused a group of changes: {reason}. Its rows and the engine differ; reopen the store.");

    private void Clear()
    {
        _entries.Clear();
        _queues.Clear();
        _batches.Clear();
        _members.Clear();
        Results.Clear();
        _settled.Clear();
        _jobs.Clear();
    }

    private void ApplyNames(WriteSet changes)
    {
        foreach (var (key, value) in changes.Entries)
        {
            if (value is null)
            {
                _entries.Remove(key);
            }
            else
            {
                _entries[key] = value;
            }
        }

        foreach (var queue in changes.SavedQueues)
        {
            _queues[queue.Name] = queue;
        }

        foreach (var name in changes.DeletedQueues)
        {
            _queues.Remove(name);
        }
    }

    private void ApplyBatches(WriteSet changes)
    {
        foreach (var batch in changes.SavedBatches)
        {
            _batches[batch.Number] = batch;
        }

        foreach (var row in changes.InsertedMembers)
        {
            ref var rows = ref CollectionsMarshal.GetValueRefOrAddDefault(_members, row.Batch, out _);
            (rows ??= []).Add(row.Sequence, row);
        }

        foreach (var row in changes.InsertedResults)
        {
            Results.Add(row);
        }

        foreach (var number in changes.DeletedBatches)
        {
            if (_batches.Remove(number, out var batch))
            {
                Results.Remove(batch.Bid);
            }

            _members.Remove(number);
        }
    }

    private void ApplySettled(WriteSet changes)
    {
        if (changes.InsertedSettled is { } settled)
        {
            _settled.Add(settled.Sequence, settled);
        }

        while (_settled.Count > 0 && _settled.First().Key < changes.SettledBefore)
        {
            _settled.Remove(_settled.First().Key);
        }
    }

    private void ApplyJobs(WriteSet changes)
    {
        foreach (var job in changes.InsertedJobs)
        {
            _jobs.Add(job.Id, job);
        }

        foreach (var job in changes.UpdatedJobs)
        {
            _jobs[job.Id] = job.Payload is null ? job with { Payload = _jobs[job.Id].Payload } : job;
        }

        foreach (var id in changes.DeletedJobs)
        {
            _jobs.Remove(id);
        }
    }
}
