using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Storage;

/// <summary>What a store should hold after some groups, worked out in the plainest way.</summary>
internal sealed class StoreModel
{
    private readonly SortedDictionary<string, byte[]> _entries = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, QueueRow> _queues = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, BatchRow> _batches = [];
    private readonly SortedDictionary<(long, long), MemberRow> _members = [];
    private readonly SortedDictionary<long, SettledRow> _settled = [];
    private readonly SortedDictionary<long, JobRow> _jobs = [];

    public IEnumerable<long> JobIds => _jobs.Keys;

    public IEnumerable<long> BatchNumbers => _batches.Keys;

    public void Apply(WriteSet changes)
    {
        if (changes.ClearAll)
        {
            _entries.Clear();
            _queues.Clear();
            _batches.Clear();
            _members.Clear();
            _settled.Clear();
            _jobs.Clear();
        }

        foreach (var (key, value) in changes.Entries)
        {
            _entries.Remove(key);
            if (value is not null)
            {
                _entries.Add(key, value);
            }
        }

        changes.SavedQueues.ToList().ForEach(queue => _queues[queue.Name] = queue);
        changes.DeletedQueues.ToList().ForEach(name => _queues.Remove(name));
        changes.SavedBatches.ToList().ForEach(batch => _batches[batch.Number] = batch);
        changes.InsertedMembers.ToList().ForEach(row => _members.Add((row.Batch, row.Sequence), row));
        foreach (var number in changes.DeletedBatches)
        {
            _batches.Remove(number);
            _members.Keys.Where(key => key.Item1 == number).ToList().ForEach(key => _members.Remove(key));
        }

        if (changes.InsertedSettled is { } settled)
        {
            _settled.Add(settled.Sequence, settled);
        }

        _settled.Keys.Where(sequence => sequence < changes.SettledBefore).ToList().ForEach(sequence => _settled.Remove(sequence));
        changes.InsertedJobs.ToList().ForEach(job => _jobs.Add(job.Id, job));
        changes.UpdatedJobs.ToList().ForEach(job => _jobs[job.Id] = job with { Payload = job.Payload ?? _jobs[job.Id].Payload });
        changes.DeletedJobs.ToList().ForEach(id => _jobs.Remove(id));
    }

    public StoredRows Rows()
    {
        var rows = new StoredRows();
        _entries.ToList().ForEach(entry => rows.OnEntry(entry.Key, entry.Value));
        _queues.Values.ToList().ForEach(row => rows.OnQueue(row));
        _batches.Values.ToList().ForEach(rows.OnBatch);
        _members.Values.ToList().ForEach(row => rows.OnMembers(row));
        _settled.Values.ToList().ForEach(row => rows.OnSettled(row));
        _jobs.Values.ToList().ForEach(row => rows.OnJob(row));
        return rows;
    }
}
