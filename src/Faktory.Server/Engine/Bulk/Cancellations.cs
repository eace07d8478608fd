namespace Faktory.Server.Engine;

/// <summary>
/// BATCH CANCEL (extension). The mark is set at once on everything below that had not succeeded, so that nothing of it
/// is handed out any more; its jobs are dropped in slices, which a restart begins anew: what is gone is not met again.
/// </summary>
internal sealed class Cancellations(EngineContext context, JobTable jobs, BatchRegistry batches, CancelledJobs cancelled, Gates gates)
{
    private const int StepsPerSlice = 5000;

    /// <summary>Children before parents, so that what a batch waits for is on its way when it is looked at.</summary>
    private readonly Queue<Batch> _pending = [];

    private Stack<JobHash>? _members;

    public bool HasWork => _pending.Count > 0;

    /// <summary>Cancels a batch with everything below it. Replies +OK also when it was cancelled before, or has succeeded and nothing changes.</summary>
    public Reply Start(string bid)
    {
        if (batches.Find(bid) is not { } batch)
        {
            return BatchBuilder.NoSuchBatch(bid);
        }

        if (batch.IsClosed || batch.IsSuccessClear)
        {
            return Reply.Ok;
        }

        var isFirst = !HasWork;
        Close(batch);
        batches.MarkActive(batch.Tree);
        gates.Evaluate(batch);
        if (isFirst)
        {
            RunSlice();
        }

        return Reply.Ok;
    }

    /// <summary>Goes on with what a restart interrupted.</summary>
    public void Resume()
    {
        foreach (var batch in batches.All.Where(batch => batch is { IsCancelled: true, FinishedAt: null }).OrderByDescending(batch => batch.Number))
        {
            _pending.Enqueue(batch);
        }
    }

    public void RunSlice()
    {
        for (var i = 0; i < StepsPerSlice && _pending.TryPeek(out var batch); i++)
        {
            _members ??= new Stack<JobHash>(batch.IsGone ? [] : batch.Members.Unsettled);
            if (_members.TryPop(out var member) && !batch.IsGone)
            {
                End(batch, member);
            }
            else
            {
                _members = null;
                _pending.Dequeue();
                EndCallbacks(batch);
            }
        }
    }

    public void Clear()
    {
        _pending.Clear();
        _members = null;
    }

    /// <summary>Marks everything at once: until the parents know of it, a gate could open that the jobs below should keep shut.</summary>
    private void Close(Batch top)
    {
        var marked = new List<Batch>();
        var open = new Stack<Batch>([top]);
        while (open.TryPop(out var batch))
        {
            batch.IsClosed = true;
            if (!batch.IsSuccessClear)
            {
                batch.IsCancelled = true;
                marked.Add(batch);
            }

            for (var child = batch.Children.First; child is not null; child = child.NextSibling)
            {
                if (!child.IsClosed)
                {
                    open.Push(child);
                }
            }
        }

        context.Changes.Save(top);
        for (var i = marked.Count - 1; i >= 0; i--)
        {
            var batch = marked[i];
            _pending.Enqueue(batch);
            if (batch != top)
            {
                batch.Parent!.Children.Update(batch);
            }

            if (batch.FinishedAt is not null)
            {
                // It was over without success. A batch below the mark that is stored as over means one that had succeeded.
                context.Changes.Save(batch);
            }
        }
    }

    private void End(Batch batch, JobHash member)
    {
        if (batch.Members.Find(member) == MemberState.Settled)
        {
            return;
        }

        var entry = Find(member, entry => entry.Batch == batch);
        if (entry is { IsCancelled: true })
        {
            cancelled.End(entry);
        }
        else
        {
            cancelled.Leave(batch, member, entry);
        }
    }

    private void EndCallbacks(Batch batch)
    {
        foreach (var callback in batch.Callbacks)
        {
            if (callback is not { Kind: not CallbackKind.Cancelled, Progress: CallbackProgress.Enqueued, Batch.IsGone: false })
            {
                continue;
            }

            var job = JobHash.Of(PayloadFields.Read(callback.Payload).JobId);
            if (Find(job, entry => entry.Callback == callback) is { } entry)
            {
                cancelled.End(entry);
            }
            else
            {
                cancelled.Withdraw(callback);
            }
        }

        gates.Evaluate(batch);
    }

    private JobEntry? Find(JobHash job, Func<JobEntry, bool> isWanted)
    {
        var entry = jobs.Index.First(job);
        while (entry is not null && (entry.IsRemoved || !isWanted(entry)))
        {
            entry = JobIndex.After(entry);
        }

        return entry;
    }
}
