using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Storage;

/// <summary>What a store gave back, and the kinds of rows in the order in which they came.</summary>
internal sealed class StoredRows : IStoreTarget
{
    public Dictionary<string, byte[]> Entries { get; } = [];

    public Dictionary<string, QueueRow> Queues { get; } = [];

    public List<BatchRow> Batches { get; } = [];

    public List<MemberRow> Members { get; } = [];

    public List<SettledRow> Settled { get; } = [];

    public List<JobRow> Jobs { get; } = [];

    public List<string> Kinds { get; } = [];

    public void OnEntry(string key, byte[] value)
    {
        Came("entry");
        Entries.Add(key, value);
    }

    public void OnQueue(in QueueRow row)
    {
        Came("queue");
        Queues.Add(row.Name, row);
    }

    public void OnBatch(BatchRow row)
    {
        Came("batch");
        Batches.Add(row);
    }

    public void OnMembers(in MemberRow row)
    {
        Came("members");
        Members.Add(row);
    }

    public void OnSettled(in SettledRow row)
    {
        Came("settled");
        Settled.Add(row);
    }

    public void OnJob(in JobRow row)
    {
        Came("job");
        Jobs.Add(row);
    }

    private void Came(string kind)
    {
        if (Kinds.Count == 0 || Kinds[^1] != kind)
        {
            Kinds.Add(kind);
        }
    }
}
