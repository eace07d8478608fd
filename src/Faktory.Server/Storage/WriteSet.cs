namespace Faktory.Server.Storage;

/// <summary>
/// The changes of one group of commands, at most one write per row. A store executes <see cref="ClearAll"/> first,
/// then everything else in any order. Values only: nothing in it changes after it was handed over.
/// </summary>
public sealed class WriteSet
{
    /// <summary>Whether every row of the store is to be deleted first (FWP FLUSH).</summary>
    public bool ClearAll { get; internal set; }

    /// <summary>New jobs.</summary>
    public IReadOnlyList<JobRow> InsertedJobs => JobInserts;

    /// <summary>Changed jobs, by <see cref="JobRow.Id"/>; a null payload stays as it is.</summary>
    public IReadOnlyList<JobRow> UpdatedJobs => JobUpdates;

    /// <summary>Ids of jobs that are gone.</summary>
    public IReadOnlyList<long> DeletedJobs => JobDeletes;

    /// <summary>New or changed batches.</summary>
    public IReadOnlyList<BatchRow> SavedBatches => BatchSaves;

    /// <summary>Numbers of batches that are gone, their member rows and results with them.</summary>
    public IReadOnlyList<long> DeletedBatches => BatchDeletes;

    /// <summary>New member rows.</summary>
    public IReadOnlyList<MemberRow> InsertedMembers => MemberInserts;

    /// <summary>New results, at most one for each job of a batch; the engine sees to that.</summary>
    public IReadOnlyList<ResultRow> InsertedResults => ResultInserts;

    /// <summary>New or changed queues.</summary>
    public IReadOnlyList<QueueRow> SavedQueues => QueueSaves;

    /// <summary>Names of queues that are gone.</summary>
    public IReadOnlyList<string> DeletedQueues => QueueDeletes;

    /// <summary>The new settled group, if any.</summary>
    public SettledRow? InsertedSettled { get; internal set; }

    /// <summary>Settled groups with a lower sequence are to be deleted; 0 for none.</summary>
    public long SettledBefore { get; internal set; }

    /// <summary>New or changed small values; a null value deletes.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]?>> Entries => EntryWrites;

    /// <summary>Whether there is nothing to commit.</summary>
    public bool IsEmpty => !ClearAll && JobInserts.Count == 0 && JobUpdates.Count == 0 && JobDeletes.Count == 0
        && BatchSaves.Count == 0 && BatchDeletes.Count == 0 && MemberInserts.Count == 0 && ResultInserts.Count == 0 && QueueSaves.Count == 0
        && QueueDeletes.Count == 0 && InsertedSettled is null && SettledBefore == 0 && EntryWrites.Count == 0;

    internal RowList<JobRow> JobInserts { get; } = [];

    internal RowList<JobRow> JobUpdates { get; } = [];

    internal RowList<long> JobDeletes { get; } = [];

    internal RowList<BatchRow> BatchSaves { get; } = [];

    internal RowList<long> BatchDeletes { get; } = [];

    internal RowList<MemberRow> MemberInserts { get; } = [];

    internal RowList<ResultRow> ResultInserts { get; } = [];

    internal List<QueueRow> QueueSaves { get; } = [];

    internal List<string> QueueDeletes { get; } = [];

    internal List<KeyValuePair<string, byte[]?>> EntryWrites { get; } = [];
}
