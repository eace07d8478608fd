using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>What a BATCH RETRY sets going: callbacks whose jobs are gone, and the retrying and dead jobs, of a batch and everything below it.</summary>
internal sealed class RetryWork : IBulkWork
{
    private readonly long _mark;
    private readonly JobMoves _moves;
    private readonly Gates _gates;
    private readonly Queue<Callback> _callbacks;
    private readonly PriorityQueue<JobEntry, long> _jobs;

    /// <param name="root">The batch.</param>
    /// <param name="mark">The last position handed out before the command: jobs that failed since then are not concerned.</param>
    /// <param name="jobs">All jobs.</param>
    /// <param name="moves">Moves them.</param>
    /// <param name="gates">Fires callbacks.</param>
    public RetryWork(Batch root, long mark, JobTable jobs, JobMoves moves, Gates gates)
    {
        _mark = mark;
        _moves = moves;
        _gates = gates;
        var concerned = root.WithDescendants.ToHashSet();
        _callbacks = new(concerned.SelectMany(batch => batch.Callbacks).Where(callback => callback.IsLost));
        _jobs = new(jobs.Retrying.Entries.Concat(jobs.Dead.Entries).Where(entry => BelongsTo(entry, concerned)).Select(entry => (entry, entry.Position)));
        Callbacks = _callbacks.Count;
        Jobs = _jobs.Count;
    }

    /// <summary>How many jobs are queued again, those of callbacks included.</summary>
    public int Jobs { get; }

    /// <summary>How many callbacks get a new job.</summary>
    public int Callbacks { get; }

    public int Next()
    {
        if (_callbacks.TryDequeue(out var callback))
        {
            _gates.FireAgain(callback);
            return 1;
        }

        if (!_jobs.TryDequeue(out var entry, out _))
        {
            return 0;
        }

        if (entry.State is JobState.Retrying or JobState.Dead && entry.Position <= _mark && entry.HeapIndex >= 0)
        {
            _moves.Detach(entry);
            _moves.Enqueue(entry);
        }

        return 1;
    }

    private static bool BelongsTo(JobEntry entry, HashSet<Batch> batches) =>
        !entry.IsCancelled
        && ((entry.Batch is { } batch && batches.Contains(batch)) || (entry.Callback is { } callback && batches.Contains(callback.Batch)));
}
