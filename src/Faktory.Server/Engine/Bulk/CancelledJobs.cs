using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>Ends the jobs of cancelled batches: what waits, or comes back from a worker, is dropped; what runs is remembered until its worker asks.</summary>
internal sealed class CancelledJobs(EngineContext context, JobTable jobs, JobMoves moves, UniqueLocks locks, BatchRegistry batches, Gates gates)
{
    private readonly HashSet<JobEntry> _running = [];

    /// <summary>Drops a job of a cancelled batch, or notes that it runs.</summary>
    public void End(JobEntry entry)
    {
        if (entry.State == JobState.Working)
        {
            _running.Add(entry);
        }
        else
        {
            Drop(entry);
        }
    }

    /// <summary>Ends a job for good: its lock is released and nothing waits for it any more. No counter counts it.</summary>
    public void Drop(JobEntry entry)
    {
        var (batch, callback) = (entry.Batch, entry.Callback);
        moves.Detach(entry);
        locks.Release(entry.Terms, entry.Hash);
        jobs.Tracks.Note(entry, TrackTable.Failed);
        jobs.Remove(entry);
        if (batch is { IsCancelled: true })
        {
            Settle(batch, entry.Hash);
        }
        else if (batch is not null)
        {
            // A callback that was a member of a batch which goes on: executed and failed to it, as a job that expired.
            batch.Members.Set(entry.Hash, MemberState.Failed);
            context.Changes.SaveMember(batch, entry.Hash, MemberState.Failed);
            gates.Evaluate(batch);
        }

        if (callback is not null)
        {
            Withdraw(callback);
            gates.Evaluate(callback.Batch);
        }
    }

    /// <summary>Settles a member that has no job to drop: it was removed, or is the callback of a batch that goes on, which nothing drops.</summary>
    public void Leave(Batch batch, JobHash member, JobEntry? entry)
    {
        if (entry is not null)
        {
            entry.JoinedBatch = null;
            context.Changes.Save(entry);
        }

        batch.Lost.Remove(member, context.Changes);
        Settle(batch, member);
    }

    /// <summary>A callback that was enqueued and will not run is as one that never was.</summary>
    public void Withdraw(Callback callback)
    {
        callback.Progress = CallbackProgress.Pending;
        callback.HasFailed = false;
        context.Changes.Save(callback.Batch);
        callback.Batch.Tree.Unsettled--;
        batches.MarkActive(callback.Batch.Tree);
    }

    /// <summary>The job ids that a worker should stop.</summary>
    public IReadOnlyList<string> RunningOn(string wid)
    {
        if (_running.Count == 0)
        {
            return [];
        }

        return [.. _running
            .Where(entry => entry.Reservation?.Wid == wid && entry.IsCancelled)
            .OrderBy(entry => entry.Reservation!.Number)
            .Select(entry => PayloadFields.Read(entry.Payload).JobId)];
    }

    /// <summary>The execution of a job has ended, in whichever way: its worker need not hear of it any more.</summary>
    public void Stopped(JobEntry entry) => _running.Remove(entry);

    public void Clear() => _running.Clear();

    private void Settle(Batch batch, JobHash member)
    {
        batch.Members.Set(member, MemberState.Settled);
        context.Changes.SaveMember(batch, member, MemberState.Settled);
        batch.Tree.Unsettled--;
        batches.MarkActive(batch.Tree);
        gates.Evaluate(batch);
    }
}
