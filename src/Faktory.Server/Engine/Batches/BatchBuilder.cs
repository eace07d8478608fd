namespace Faktory.Server.Engine;

/// <summary>BATCH NEW, OPEN, COMMIT and SUBMIT.</summary>
internal sealed class BatchBuilder(EngineContext context, JobTable jobs, BatchRegistry batches, PushRules pushes, Gates gates)
{
    public Reply New(BatchDraft draft)
    {
        if (!TryFindParent(draft, out var parent))
        {
            return NoSuchBatch(draft.ParentId!);
        }

        if (parent is { IsClosed: true })
        {
            return Reply.Error(IsCancelled(parent.Bid));
        }

        var batch = Existing(draft, parent) ?? Create(draft, parent);
        batches.Touch(batch);
        return Reply.Bulk(batch.Bid);
    }

    public Reply Open(string bid)
    {
        if (batches.Find(bid) is not { } batch)
        {
            return NoSuchBatch(bid);
        }

        batches.Touch(batch);
        return Reply.Bulk(batch.Bid);
    }

    public Reply Commit(string bid)
    {
        if (batches.Find(bid) is not { } batch)
        {
            return NoSuchBatch(bid);
        }

        Commit(batch);
        return Reply.Ok;
    }

    /// <summary>A whole tree at once, or nothing of it.</summary>
    public Reply Submit(BatchDraft draft)
    {
        if (!TryFindParent(draft, out var parent))
        {
            return NoSuchBatch(draft.ParentId!);
        }

        if (parent is { IsClosed: true })
        {
            return Reply.Error(IsCancelled(parent.Bid));
        }

        if (Existing(draft, parent) is { } existing)
        {
            return existing.IsCommitted ? Reply.Bulk(existing.Bid)
                : existing.IsClosed ? Reply.Error(IsCancelled(existing.Bid))
                : Reply.Error($"batch {existing.Bid} with key {draft.Key} is still open: COMMIT it, or submit under another key");
        }

        return Refusal(draft) is { } refusal ? Reply.Error(refusal) : Reply.Bulk(CreateTree(draft, parent).Bid);
    }

    public static Reply NoSuchBatch(string bid) => Reply.Error($"no such batch {bid}");

    /// <summary>Why a cancelled batch, or one below it, takes in nothing.</summary>
    public static string IsCancelled(string bid) => $"batch {bid} is cancelled";

    private bool TryFindParent(BatchDraft draft, out Batch? parent)
    {
        parent = draft.ParentId is null ? null : batches.Find(draft.ParentId);
        return draft.ParentId is null || parent is not null;
    }

    private Batch? Existing(BatchDraft draft, Batch? parent) => draft.Key is null ? null : batches.FindByKey(parent, draft.Key);

    /// <summary>Why a tree cannot be made: one of its jobs is elsewhere, or in two of its batches.</summary>
    private string? Refusal(BatchDraft draft)
    {
        var places = new Dictionary<JobHash, BatchDraft>();
        var unique = new Dictionary<JobHash, JobHash>();
        foreach (var batch in Below(draft))
        {
            foreach (var job in batch.Jobs)
            {
                if (!places.TryAdd(job.Hash, batch) && places[job.Hash] != batch)
                {
                    return $"jid {job.JobId} is in use";
                }

                if (pushes.Refusal(job, null) is { } refusal)
                {
                    return refusal;
                }

                if (pushes.IsTaken(job) || (job.Terms?.UniqueKey is { } key && !unique.TryAdd(key, job.Hash) && unique[key] != job.Hash))
                {
                    return $"jid {job.JobId} is not unique: a job with its jobtype, args and queue is there already";
                }
            }
        }

        return null;
    }

    private static IEnumerable<BatchDraft> Below(BatchDraft draft)
    {
        var open = new Stack<BatchDraft>([draft]);
        while (open.TryPop(out var next))
        {
            yield return next;
            foreach (var child in next.Children)
            {
                open.Push(child);
            }
        }
    }

    private Batch Create(BatchDraft draft, Batch? parent)
    {
        var batch = batches.Create(draft.Description, draft.Key, parent);
        batch.Success = Define(batch, CallbackKind.Success, draft.Success);
        batch.Complete = Define(batch, CallbackKind.Complete, draft.Complete);
        batch.Cancelled = Define(batch, CallbackKind.Cancelled, draft.Cancelled);
        if (parent is not null)
        {
            batches.Touch(parent);
            gates.Evaluate(parent);
        }

        return batch;
    }

    private Batch CreateTree(BatchDraft draft, Batch? parent)
    {
        var root = Create(draft, parent);
        var created = new List<Batch>();
        var open = new Queue<(BatchDraft Draft, Batch Batch)>([(draft, root)]);
        while (open.TryDequeue(out var next))
        {
            created.Add(next.Batch);
            foreach (var job in next.Draft.Jobs)
            {
                pushes.Push(job, PayloadEditor.MemberOf(job.Payload, next.Batch.Bid), next.Batch);
            }

            foreach (var child in next.Draft.Children)
            {
                open.Enqueue((child, child.Key is not null && batches.FindByKey(next.Batch, child.Key) is { } twin ? twin : Create(child, next.Batch)));
            }
        }

        // Leaves first: a parent that was committed before its children would be looked at twice as often.
        for (var i = created.Count - 1; i >= 0; i--)
        {
            Commit(created[i]);
        }

        return root;
    }

    private void Commit(Batch batch)
    {
        batches.Touch(batch);
        if (batch.CommittedAt is null)
        {
            batch.CommittedAt = context.Now;
            context.Changes.Save(batch);
        }

        gates.Evaluate(batch);
    }

    /// <summary>Fixes the callback's job, its id included: the given one if it is live nowhere.</summary>
    private Callback? Define(Batch batch, CallbackKind kind, CallbackDraft? draft)
    {
        if (draft is null)
        {
            return null;
        }

        var jobId = draft.JobId is { } given && !jobs.Index.Contains(JobHash.Of(given)) ? given : context.Ids.NextJobId();
        return new Callback(batch, kind, PayloadEditor.Callback(draft, jobId, batch.Bid, kind.ToWire(), batch.Parent?.Bid));
    }
}
