using System.Buffers;
using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>
/// Collects what a group of commands changed, at most one write a row: a job that came and went within the group
/// costs nothing. Rows are made when the group is taken, as values.
/// </summary>
internal sealed class ChangeTracker
{
    private const int RowOverhead = 150;

    private readonly List<JobEntry> _jobs = [];
    private readonly List<Batch> _batches = [];
    private readonly List<Batch> _members = [];
    private readonly List<(Batch Batch, JobResult Result)> _results = [];
    private readonly List<long> _droppedBatches = [];
    private readonly Dictionary<string, JobQueue?> _queues = [];
    private readonly Dictionary<string, byte[]?> _entries = [];
    private bool _isCleared;

    /// <summary>A rough size of the next write set.</summary>
    public long PendingBytes { get; private set; }

    public bool HasChanges => _isCleared || _jobs.Count > 0 || _batches.Count > 0 || _members.Count > 0 || _results.Count > 0
        || _droppedBatches.Count > 0 || _queues.Count > 0 || _entries.Count > 0;

    public void Save(JobEntry entry) => Mark(entry, JobChange.Row);

    public void SavePayload(JobEntry entry) => Mark(entry, JobChange.Row | JobChange.Payload);

    public void Remove(JobEntry entry) => Mark(entry, JobChange.Removed);

    public void Save(Batch batch)
    {
        if (!batch.Storage.IsDirty)
        {
            batch.Storage.IsDirty = true;
            _batches.Add(batch);
            PendingBytes += RowOverhead;
        }
    }

    public void Drop(Batch batch)
    {
        if (batch.Storage.IsStored)
        {
            _droppedBatches.Add(batch.Number);
        }
    }

    public void SaveMember(Batch batch, JobHash job, MemberState state)
    {
        if (batch.Storage.MemberChanges is null)
        {
            batch.Storage.MemberChanges = new ArrayBufferWriter<byte>();
            _members.Add(batch);
        }

        MemberChange.Write(batch.Storage.MemberChanges, job, state);
        PendingBytes += JobHash.Size;
    }

    public void SaveResult(Batch batch, JobResult result)
    {
        _results.Add((batch, result));
        PendingBytes += RowOverhead + result.Json.Length;
    }

    public void Save(JobQueue queue) => _queues[queue.Name] = queue;

    public void Delete(JobQueue queue) => _queues[queue.Name] = null;

    public void Save(string key, byte[]? value) => _entries[key] = value;

    /// <summary>Everything is gone: what was collected before it in this group too.</summary>
    public void Clear()
    {
        _isCleared = true;
        _jobs.ForEach(entry => entry.Change = JobChange.None);
        Forget();
    }

    public WriteSet Take(JobTable jobs, SettledRing settled, Counters counters)
    {
        var changes = new WriteSet { ClearAll = _isCleared };
        _jobs.ForEach(entry => Write(entry, jobs, changes));
        foreach (var batch in _batches)
        {
            Write(batch, changes);
        }

        changes.BatchDeletes.AddRange(_droppedBatches);
        foreach (var batch in _members)
        {
            WriteMembers(batch, changes);
        }

        changes.ResultInserts.AddRange(_results.Where(pair => !pair.Batch.IsDropped).Select(pair => new ResultRow(pair.Batch.Bid, pair.Result.JobId, pair.Result.Json)));
        changes.QueueSaves.AddRange(_queues.Values.OfType<JobQueue>().Select(queue => new QueueRow(queue.Name, queue.IsPaused)));
        changes.QueueDeletes.AddRange(_queues.Where(pair => pair.Value is null).Select(pair => pair.Key));
        changes.EntryWrites.AddRange(_entries);
        if (counters.TakeChange() is { } totals)
        {
            changes.EntryWrites.Add(new(Counters.Key, totals));
        }

        (changes.InsertedSettled, changes.SettledBefore) = settled.TakeChange();
        _isCleared = false;
        Forget();
        return changes;
    }

    private static void Write(JobEntry entry, JobTable jobs, WriteSet changes)
    {
        var change = entry.Change;
        entry.Change = JobChange.None;
        if (change.HasFlag(JobChange.Removed))
        {
            if (entry.IsStored)
            {
                changes.JobDeletes.Add(entry.Id);
            }
        }
        else if (entry.IsStored)
        {
            changes.JobUpdates.Add(RowMapper.ToRow(entry, jobs.DueAt(entry), change.HasFlag(JobChange.Payload)));
        }
        else
        {
            entry.IsStored = true;
            changes.JobInserts.Add(RowMapper.ToRow(entry, jobs.DueAt(entry), withPayload: true));
        }
    }

    private static void Write(Batch batch, WriteSet changes)
    {
        batch.Storage.IsDirty = false;
        if (batch.IsDropped)
        {
            return;
        }

        batch.Storage.IsStored = true;
        batch.Storage.StoredTouchedAt = batch.TouchedAt;
        batch.Storage.StoredActiveAt = batch.Tree.ActiveAt;
        changes.BatchSaves.Add(RowMapper.ToRow(batch));
    }

    private static void WriteMembers(Batch batch, WriteSet changes)
    {
        if (!batch.IsDropped)
        {
            changes.MemberInserts.Add(new MemberRow(batch.Number, batch.Storage.NextMemberRow++, batch.Storage.MemberChanges!.WrittenSpan.ToArray()));
        }

        batch.Storage.MemberChanges = null;
    }

    private void Mark(JobEntry entry, JobChange change)
    {
        if (entry.Change == JobChange.None)
        {
            _jobs.Add(entry);
            PendingBytes += RowOverhead + (entry.IsStored ? 0 : entry.Payload.Length);
        }

        entry.Change |= change;
    }

    private void Forget()
    {
        _jobs.Clear();
        _batches.Clear();
        _members.Clear();
        _results.Clear();
        _droppedBatches.Clear();
        _queues.Clear();
        _entries.Clear();
        PendingBytes = 0;
    }
}
