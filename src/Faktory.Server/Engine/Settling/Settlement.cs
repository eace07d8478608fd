namespace Faktory.Server.Engine;

/// <summary>Ends executions: ACK, FAIL, expiry, hand-back (BEHAVIOUR 2.4 to 2.6). Only a working job has an execution to end, so nothing counts twice.</summary>
internal sealed class Settlement(EngineContext context, JobTable jobs, JobMoves moves, UniqueLocks locks, CancelledJobs cancelled, BatchRegistry batches, Gates gates)
{
    /// <summary>A job that vanished with its worker so often may be what kills workers.</summary>
    private const int ReturnsUntilFailure = 3;

    private static readonly FailureReport Expired = new("ReservationExpired", "Faktory job reservation expired", []);

    private static readonly FailureReport WorkerLost = new("WorkerLost", $"the worker vanished {ReturnsUntilFailure} times while it held this job", []);

    public Reply Acknowledge(AckCommand ack)
    {
        if (jobs.Index.OldestWorking(ack.Job) is { } entry)
        {
            Acknowledge(entry, ack.Result);
        }

        return Reply.Ok;
    }

    public Reply Fail(string jobId, FailureReport report)
    {
        if (jobs.Index.OldestWorking(JobHash.Of(jobId)) is not { } entry)
        {
            return NotFound(jobId);
        }

        Fail(entry, report);
        return Reply.Ok;
    }

    public Reply Requeue(string jobId)
    {
        if (jobs.Index.OldestWorking(JobHash.Of(jobId)) is not { } entry)
        {
            return NotFound(jobId);
        }

        GiveBack(entry);
        return Reply.Ok;
    }

    /// <summary>Takes back a job that never reached its worker.</summary>
    public void TakeBack(JobReply undelivered)
    {
        for (var entry = jobs.Index.First(undelivered.Job); entry is not null; entry = JobIndex.After(entry))
        {
            if (entry.Reservation?.Number == undelivered.Reservation)
            {
                GiveBack(entry);
                return;
            }
        }
    }

    /// <summary>Takes back a job whose worker vanished.</summary>
    public void Return(JobEntry entry)
    {
        entry.Returns++;
        if (entry.Returns >= ReturnsUntilFailure)
        {
            Fail(entry, WorkerLost);
        }
        else
        {
            GiveBack(entry);
        }
    }

    public void Expire(JobEntry entry) => Fail(entry, Expired);

    private void GiveBack(JobEntry entry)
    {
        cancelled.Stopped(entry);
        if (entry.IsCancelled)
        {
            cancelled.Drop(entry);
        }
        else
        {
            moves.GiveBack(entry);
        }
    }

    private static Reply NotFound(string jobId) => Reply.Error($"Job not found {jobId}");

    private void Acknowledge(JobEntry entry, JobResult? result)
    {
        var (batch, callback) = (entry.Batch, entry.Callback);
        context.Counters.CountSuccess();
        cancelled.Stopped(entry);
        context.Settled.Add(entry.Hash);
        locks.Release(entry.Terms, entry.Hash);
        jobs.Tracks.Note(entry, TrackTable.Success);
        moves.Detach(entry);
        jobs.Remove(entry);
        if (batch is not null)
        {
            if (result is not null && batch.Members.Find(entry.Hash) != MemberState.Settled)
            {
                context.Changes.SaveResult(batch, result);
            }

            batch.Members.Set(entry.Hash, MemberState.Settled);
            context.Changes.SaveMember(batch, entry.Hash, MemberState.Settled);
            batch.Tree.Unsettled--;
            batches.MarkActive(batch.Tree);
            gates.Evaluate(batch);
        }

        if (callback is not null)
        {
            callback.Progress = CallbackProgress.Acknowledged;
            callback.HasFailed = false;
            context.Changes.Save(callback.Batch);
            callback.Batch.Tree.Unsettled--;
            batches.MarkActive(callback.Batch.Tree);
            gates.Evaluate(callback.Batch);
        }
    }

    private void Fail(JobEntry entry, FailureReport report)
    {
        var (batch, callback) = (entry.Batch, entry.Callback);
        context.Counters.CountFailure();
        cancelled.Stopped(entry);
        if (entry.IsCancelled)
        {
            cancelled.Drop(entry);
            return;
        }

        moves.Detach(entry);
        entry.Returns = 0;
        if (batch is not null)
        {
            batch.Members.Set(entry.Hash, MemberState.Failed);
            batches.MarkActive(batch.Tree);
        }

        if (callback is not null)
        {
            callback.HasFailed = true;
            context.Changes.Save(callback.Batch);
            batches.MarkActive(callback.Batch.Tree);
        }

        Decide(entry, report);
        if (batch is not null)
        {
            gates.Evaluate(batch);
        }

        if (callback is not null)
        {
            gates.Evaluate(callback.Batch);
        }
    }

    private void Decide(JobEntry entry, FailureReport report)
    {
        var count = entry.Failure is null ? 0 : Math.Min(entry.Failure.RetryCount, int.MaxValue - 1) + 1;
        DateTime? next = !report.IsFatal && entry.Retry > 0 && count < entry.Retry
            ? context.Now + (report.RetryIn ?? Backoff.Delay(count, context.Options.RetryBase, context.Ids))
            : null;
        entry.Failure = Describe(entry, report, count, next);
        if (next is { } at)
        {
            moves.Retry(entry, at);
        }
        else if (entry.Retry == 0 && !report.IsFatal)
        {
            jobs.Tracks.Note(entry, TrackTable.Failed);
            moves.Forget(entry);
        }
        else
        {
            moves.Bury(entry);
        }
    }

    private FailureRecord Describe(JobEntry entry, FailureReport report, int count, DateTime? next)
    {
        var before = entry.Failure;
        var remaining = before is null ? entry.Retry : before.Remaining > 0 ? before.Remaining - 1 : before.Remaining;
        return new FailureRecord(count, remaining, before?.FailedAt ?? context.Now, next, report.Message, report.ErrorType, report.Backtrace);
    }
}
