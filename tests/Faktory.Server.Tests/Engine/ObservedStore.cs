using System.Text.Json;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>A store of plain dictionaries that a test can look into, and that refuses write sets no real store could take.</summary>
internal sealed class ObservedStore : IStore
{
    private readonly SortedDictionary<(long Batch, long Sequence), MemberRow> _members = [];
    private readonly SortedDictionary<long, SettledRow> _settled = [];
    private readonly Dictionary<string, QueueRow> _queues = [];
    private readonly Dictionary<string, byte[]> _entries = [];

    public string Location => "test";

    public Dictionary<long, JobRow> Jobs { get; } = [];

    public SortedDictionary<long, BatchRow> Batches { get; } = [];

    /// <summary>The jid of each job row.</summary>
    public Dictionary<long, string> JobIds { get; } = [];

    /// <summary>Results by batch and job id, in JSON.</summary>
    public Dictionary<(string Bid, string JobId), string> Results { get; } = [];

    public IReadOnlyDictionary<string, byte[]> Entries => _entries;

    public int MemberRowCount => _members.Count;

    public int SettledRowCount => _settled.Count;

    public ValueTask LoadAsync(IStoreTarget target, CancellationToken cancellationToken)
    {
        Load(target);
        return ValueTask.CompletedTask;
    }

    public void Load(IStoreTarget target)
    {
        foreach (var (key, value) in _entries)
        {
            target.OnEntry(key, value);
        }

        foreach (var row in _queues.Values)
        {
            target.OnQueue(row);
        }

        foreach (var row in Batches.Values)
        {
            target.OnBatch(row);
        }

        foreach (var row in _members.Values)
        {
            target.OnMembers(row);
        }

        foreach (var row in _settled.Values)
        {
            target.OnSettled(row);
        }

        foreach (var row in Jobs.Values.OrderBy(row => row.Id))
        {
            target.OnJob(row);
        }
    }

    public ValueTask CommitAsync(WriteSet changes, CancellationToken cancellationToken)
    {
        Commit(changes);
        return ValueTask.CompletedTask;
    }

    public void Commit(WriteSet changes)
    {
        if (changes.ClearAll)
        {
            Clear();
        }

        CommitJobs(changes);
        foreach (var row in changes.SavedBatches)
        {
            Batches[row.Number] = row;
        }

        foreach (var row in changes.InsertedMembers)
        {
            _members.Add((row.Batch, row.Sequence), row);
        }

        foreach (var row in changes.InsertedResults)
        {
            Require(Results.TryAdd((row.Bid, row.JobId), System.Text.Encoding.UTF8.GetString(row.Json)), $"job {row.JobId} of batch {row.Bid} had no result yet");
            Require(Batches.Values.Any(batch => batch.Bid == row.Bid), $"batch {row.Bid} of a result exists");
        }

        foreach (var number in changes.DeletedBatches)
        {
            Require(Batches.Remove(number, out var batch), $"deleted batch {number} exists");
            foreach (var key in Results.Keys.Where(key => key.Bid == batch!.Bid).ToList())
            {
                Results.Remove(key);
            }

            foreach (var key in _members.Keys.Where(key => key.Batch == number).ToList())
            {
                _members.Remove(key);
            }
        }

        foreach (var row in changes.SavedQueues)
        {
            _queues[row.Name] = row;
        }

        foreach (var name in changes.DeletedQueues)
        {
            _queues.Remove(name);
        }

        if (changes.InsertedSettled is { } settled)
        {
            _settled.Add(settled.Sequence, settled);
        }

        foreach (var sequence in _settled.Keys.Where(sequence => sequence < changes.SettledBefore).ToList())
        {
            _settled.Remove(sequence);
        }

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
    }

    public ValueTask<IReadOnlyList<StoredResult>> ReadResultsAsync(string bid, long after, int limit, long maxBytes, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Look into Results.");

    public ValueTask MaintainAsync(bool idle, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void CommitJobs(WriteSet changes)
    {
        var written = changes.InsertedJobs.Count + changes.UpdatedJobs.Count + changes.DeletedJobs.Count;
        if (written > 1)
        {
            var ids = changes.InsertedJobs.Select(row => row.Id).Concat(changes.UpdatedJobs.Select(row => row.Id)).Concat(changes.DeletedJobs);
            Require(ids.Distinct().Count() == written, "a group writes each job row at most once");
        }

        foreach (var row in changes.InsertedJobs)
        {
            Require(row.Payload is not null, $"inserted job {row.Id} has a payload");
            Jobs.Add(row.Id, row);
            JobIds[row.Id] = ReadJid(row.Payload!);
        }

        foreach (var row in changes.UpdatedJobs)
        {
            Require(Jobs.TryGetValue(row.Id, out var before), $"updated job {row.Id} exists");
            Jobs[row.Id] = row.Payload is null ? row with { Payload = before.Payload } : row;
        }

        foreach (var id in changes.DeletedJobs)
        {
            Require(Jobs.Remove(id), $"deleted job {id} exists");
            JobIds.Remove(id);
        }
    }

    private void Clear()
    {
        Jobs.Clear();
        JobIds.Clear();
        Batches.Clear();
        _members.Clear();
        Results.Clear();
        _settled.Clear();
        _queues.Clear();
        _entries.Clear();
    }

    private static string ReadJid(byte[] payload)
    {
        var reader = new Utf8JsonReader(payload);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("jid"u8))
            {
                reader.Read();
                return reader.GetString()!;
            }
        }

        throw new InvalidOperationException("A job payload without a jid was stored.");
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"The write set breaks the store's contract: expected that {what}.");
        }
    }
}
