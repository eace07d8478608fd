using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>Takes jobs in so that a push may be repeated (DESIGN "Safe to retry"). The member rule comes first and wins.</summary>
internal sealed class PushRules(EngineContext context, JobTable jobs, JobMoves moves, UniqueLocks locks, BatchRegistry batches, Gates gates)
{
    /// <summary>The refusal of a unique job whose lock is held, its code included (BEHAVIOUR 4.1).</summary>
    public const string NotUnique = "NOTUNIQUE Job not unique";

    /// <returns>Why the job was refused; null when it was taken or nothing was to be done.</returns>
    public string? Push(JobDraft draft)
    {
        Batch? batch = null;
        if (draft.BatchId is not null)
        {
            batch = batches.Find(draft.BatchId);
            if (batch is null)
            {
                return $"no such batch {draft.BatchId}";
            }

            if (batch.IsClosed)
            {
                return BatchBuilder.IsCancelled(batch.Bid);
            }

            if (Refusal(draft, batch) is { } refusal)
            {
                return refusal;
            }
        }

        if (IsTaken(draft) && batch?.Members.Find(draft.Hash) is null && (batch is not null || !IsRepeated(draft)))
        {
            return NotUnique;
        }

        Push(draft, draft.Payload, batch);
        return null;
    }

    /// <summary>Why a job may not join a batch; null when it may. For a batch that does not exist yet pass null.</summary>
    public string? Refusal(JobDraft draft, Batch? batch)
    {
        var isMember = batch?.Members.Find(draft.Hash) is not null;
        return !isMember && Resting(draft.Hash) is { } entry && !HasLostBatch(entry) ? $"jid {draft.JobId} is in use" : null;
    }

    /// <summary>Whether another job keeps a unique one from being made. A job that is there already and waits, or is dead, is not made.</summary>
    public bool IsTaken(JobDraft draft) => draft.Terms?.UniqueKey is { } key && locks.IsHeld(key) && Resting(draft.Hash) is null;

    /// <summary>Takes a job that is not refused.</summary>
    public void Push(JobDraft draft, byte[] payload, Batch? batch)
    {
        if (batch?.Members.Find(draft.Hash) is { } state)
        {
            batches.Touch(batch);
            if (state != MemberState.Settled && !jobs.Index.HasMember(draft.Hash, batch))
            {
                var again = Create(draft, payload);
                gates.Rejoin(again, batch);
                moves.Start(again, draft.At);
            }

            return;
        }

        if (Resting(draft.Hash) is { } resting)
        {
            Revisit(resting, draft, payload, batch);
        }
        else if (batch is not null || !IsRepeated(draft))
        {
            var entry = Create(draft, payload);
            JoinIfAny(entry, batch);
            moves.Start(entry, draft.At);
        }
    }

    /// <summary>The job id is live and nobody works on it: a waiting job stays, a dead one runs again.</summary>
    private void Revisit(JobEntry entry, JobDraft draft, byte[] payload, Batch? batch)
    {
        if (entry.IsWaiting && batch is null)
        {
            return;
        }

        var isDead = entry.State == JobState.Dead;
        if (isDead)
        {
            moves.Detach(entry);
        }

        // A callback or member keeps the payload that tells its handler which batch it belongs to.
        var isReplaced = entry.Callback is null && (batch is not null || entry.Batch is null);
        if (isReplaced)
        {
            entry.Payload = payload;
            entry.Retry = draft.Retry;
            entry.ReserveFor = draft.ReserveFor;
            entry.Terms = draft.Terms;
            context.Changes.SavePayload(entry);
        }

        JoinIfAny(entry, batch);
        if (isDead)
        {
            entry.Failure = draft.Failure;
            if (isReplaced)
            {
                entry.Queue = jobs.Queues.GetOrAdd(draft.Queue);
                locks.Claim(draft.Terms, draft.Hash, draft.At);
            }

            moves.Start(entry, draft.At);
        }
    }

    private JobEntry Create(JobDraft draft, byte[] payload)
    {
        context.Tally.Count(JobEvent.Pushed);
        context.Options.OnAccepted?.Invoke(payload);
        var entry = jobs.Create(draft.Hash, payload, draft.Queue, draft.Retry, draft.ReserveFor);
        entry.Failure = draft.Failure;
        entry.Terms = draft.Terms;
        locks.Claim(draft.Terms, draft.Hash, draft.At);
        return entry;
    }

    private void JoinIfAny(JobEntry entry, Batch? batch)
    {
        if (batch is not null)
        {
            gates.Join(entry, batch);
        }
    }

    /// <summary>Whether a push without a batch came through before. One that names a batch in which the job is not did not: it is taken.</summary>
    private bool IsRepeated(JobDraft draft) => draft.IsResend && (jobs.Index.Contains(draft.Hash) || context.Settled.Contains(draft.Hash));

    /// <summary>The entry of this id that nobody works on: a waiting one before a dead one.</summary>
    private JobEntry? Resting(JobHash job)
    {
        JobEntry? dead = null;
        for (var entry = jobs.Index.First(job); entry is not null; entry = JobIndex.After(entry))
        {
            if (entry.IsWaiting)
            {
                return entry;
            }

            dead = entry is { State: JobState.Dead, IsCancelled: false } ? entry : dead;
        }

        return dead;
    }

    /// <summary>Whether a job was pushed into a batch that is gone, so that another may take it in.</summary>
    private static bool HasLostBatch(JobEntry entry) =>
        entry.Batch is null && (entry.State == JobState.Dead || PayloadFields.Read(entry.Payload).BatchId is not null);
}
