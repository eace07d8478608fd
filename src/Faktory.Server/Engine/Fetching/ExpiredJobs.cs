namespace Faktory.Server.Engine;

/// <summary>
/// Drops jobs that were fetched too late to be worth running (BEHAVIOUR 4.2). To its batch such a member was executed and
/// failed (3.8): complete may fire, success cannot. No counter counts it, because nobody ran it.
/// </summary>
internal sealed class ExpiredJobs(EngineContext context, TrackTable tracks, JobMoves moves, BatchRegistry batches, Gates gates)
{
    /// <summary>A callback carries its chain: nothing ever drops it.</summary>
    public static bool IsExpired(JobEntry entry, DateTime now) =>
        entry.Terms?.ExpiresAt is { } end && end <= now && entry.JoinedCallback is null;

    public void Drop(JobEntry entry)
    {
        Note(entry);
        var batch = entry.Batch;
        moves.Detach(entry);
        if (batch is not null)
        {
            batch.Members.Set(entry.Hash, MemberState.Failed);
            batches.MarkActive(batch.Tree);
        }

        moves.Forget(entry);
        tracks.Note(entry, TrackTable.Failed);
        if (batch is not null)
        {
            gates.Evaluate(batch);
        }
    }

    /// <summary>One notice for many: there may be a million.</summary>
    private void Note(JobEntry entry)
    {
        if (context.Notices is [.., { Kind: EngineNoticeKind.JobsExpired } last] && last.Subject == entry.Queue.Name)
        {
            last.Count++;
        }
        else
        {
            context.Notices.Add(new EngineNotice(EngineNoticeKind.JobsExpired, entry.Queue.Name) { JobId = PayloadFields.Read(entry.Payload).JobId });
        }
    }
}
