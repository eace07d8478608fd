namespace Faktory.Server.Engine;

/// <summary>
/// Fires callbacks when they are due and carries changed gates upwards (BEHAVIOUR 3.3 and 3.5). Constant work a
/// batch; goes up only as far as something changed; no recursion, so that depth costs no stack.
/// </summary>
internal sealed class Gates(EngineContext context, JobTable jobs, JobMoves moves, BatchRegistry batches, BatchSchedule schedule)
{
    private readonly Queue<Batch> _work = [];
    private bool _isRunning;

    /// <summary>Evaluates a batch and whatever depends on it. Idempotent.</summary>
    public void Evaluate(Batch batch)
    {
        _work.Enqueue(batch);
        if (_isRunning)
        {
            return;
        }

        _isRunning = true;
        while (_work.TryDequeue(out var next))
        {
            if (!next.IsGone)
            {
                EvaluateOne(next);
            }
        }

        _isRunning = false;
    }

    /// <summary>Makes the lost job of a callback anew: at once, or when its gate opens again should it have closed since.</summary>
    public void FireAgain(Callback callback)
    {
        if (!callback.IsLost || callback.Batch.IsGone)
        {
            return;
        }

        callback.Progress = CallbackProgress.Pending;
        callback.Batch.Tree.Unsettled--;
        context.Changes.Save(callback.Batch);
        Evaluate(callback.Batch);
    }

    private void EvaluateOne(Batch batch)
    {
        if (batch.IsCompleteDue && batch.Complete is { Progress: CallbackProgress.Pending } complete)
        {
            Fire(complete);
        }

        if (batch.IsSuccessDue && batch.Success is { Progress: CallbackProgress.Pending } success && batch.Complete is null or { Progress: CallbackProgress.Acknowledged })
        {
            Fire(success);
        }

        if (batch.IsStill && batch.Cancelled is { Progress: CallbackProgress.Pending } cancelled)
        {
            Fire(cancelled);
        }

        NoteFinish(batch);
        if (batch.Parent is { } parent && parent.Children.Update(batch))
        {
            _work.Enqueue(parent);
        }
    }

    private void Fire(Callback callback)
    {
        var fields = PayloadFields.Read(callback.Payload);
        var entry = jobs.Create(JobHash.Of(fields.JobId), callback.Payload, fields.Queue, fields.Retry, fields.ReserveFor);
        entry.JoinedCallback = callback;
        entry.Terms = fields.HasTerms ? JobTermsReader.Read(callback.Payload) : null;
        callback.Progress = CallbackProgress.Enqueued;
        callback.Batch.Tree.Unsettled++;
        context.Changes.Save(callback.Batch);
        if (fields.BatchId is { } bid && batches.Find(bid) is { IsClosed: false } other)
        {
            JoinOrRejoin(entry, other);
        }

        moves.Start(entry, fields.At);
    }

    private void JoinOrRejoin(JobEntry entry, Batch batch)
    {
        var state = batch.Members.Find(entry.Hash);
        if (state is null)
        {
            Join(entry, batch);
        }
        else if (state != MemberState.Settled && !jobs.Index.HasMember(entry.Hash, batch))
        {
            Rejoin(entry, batch);
        }
    }

    /// <summary>Gives a member whose job was removed this one.</summary>
    public void Rejoin(JobEntry entry, Batch batch)
    {
        entry.JoinedBatch = batch;
        batch.Lost.Remove(entry.Hash, context.Changes);
    }

    /// <summary>Makes a job a member that was never executed.</summary>
    public void Join(JobEntry entry, Batch batch)
    {
        entry.JoinedBatch = batch;
        batch.Members.Set(entry.Hash, MemberState.Outstanding);
        batch.Tree.Unsettled++;
        batches.Touch(batch);
        Evaluate(batch);
    }

    private void NoteFinish(Batch batch)
    {
        if (batch.IsOver == batch.FinishedAt is not null)
        {
            return;
        }

        batch.FinishedAt = batch.IsOver ? context.Now : null;
        context.Changes.Save(batch);
        if (batch.Parent is null && batch.FinishedAt is { } finished)
        {
            schedule.NoLaterThan(batch, finished + context.Options.FinishedBatchRetention);
        }
    }
}
