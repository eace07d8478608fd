namespace Faktory.Server.Engine;

/// <summary>Ends batches whose time is over (BEHAVIOUR 3.5 and 3.7; a lifetime belongs to the tree). Large trees go in slices.</summary>
internal sealed class Lifetimes(EngineContext context, JobTable jobs, BatchRegistry batches, BatchSchedule schedule, Gates gates)
{
    private const int BatchesPerSlice = 5000;

    private readonly Queue<Batch> _dropping = [];

    /// <summary>When to call <see cref="Sweep"/>; a time in the past while there is work left.</summary>
    public DateTime? Next => _dropping.Count > 0 ? DateTime.MinValue : schedule.Next;

    public void Sweep()
    {
        while (schedule.TakeDue(context.Now) is { } batch)
        {
            Look(batch);
        }

        DropSlice();
    }

    public void Clear() => _dropping.Clear();

    private void Look(Batch batch)
    {
        if (batch.Parent is not null)
        {
            if (batch is { IsCommitted: false, IsCancelled: false })
            {
                LookAtUncommittedChild(batch);
            }
        }
        else if (EndOf(batch) is var end && end > context.Now)
        {
            // No later than the shorter retention: the longer one ends when the last dead job of the tree leaves.
            var recheck = context.Now + context.Options.UnfinishedBatchRetention;
            schedule.Set(batch, end < recheck ? end : recheck);
        }
        else if (batch.IsCommitted || batch.IsCancelled)
        {
            // A tree that was done is no news.
            Expire(batch, batch.FinishedAt is null ? EngineNoticeKind.BatchTreeExpired : null);
        }
        else
        {
            ExpireUncommittedRoot(batch);
        }
    }

    private DateTime EndOf(Batch root)
    {
        var options = context.Options;
        if (root is { IsCommitted: false, IsCancelled: false })
        {
            return root.TouchedAt + options.UncommittedBatchTtl;
        }

        return root.FinishedAt is { } finished
            ? finished + options.FinishedBatchRetention
            : root.Tree.ActiveAt + (root.Tree.Dead > 0 ? options.DeadRetention : options.UnfinishedBatchRetention);
    }

    /// <summary>Whoever builds it may be waiting for a retry: while anything else of the tree is unsettled it stays.</summary>
    private void LookAtUncommittedChild(Batch child)
    {
        var since = child.TouchedAt > child.Tree.ActiveAt ? child.TouchedAt : child.Tree.ActiveAt;
        var end = since + context.Options.UncommittedBatchTtl;
        if (child.Tree.Unsettled > Unsettled(child))
        {
            schedule.Set(child, context.Now + context.Options.UncommittedBatchTtl);
        }
        else if (end > context.Now)
        {
            schedule.Set(child, end);
        }
        else if (child.Members.Total == 0 || child.NextSibling is not null)
        {
            Abandon(child);
        }
        else
        {
            context.Notices.Add(new EngineNotice(EngineNoticeKind.StalledChild, child.Bid));
            schedule.Set(child, context.Now + context.Options.UncommittedBatchTtl);
        }
    }

    private void Abandon(Batch child)
    {
        var parent = child.Parent!;
        context.Notices.Add(new EngineNotice(EngineNoticeKind.AbandonedChildDropped, child.Bid));
        parent.Tree.Unsettled -= UnsettledBelow(child);
        parent.Children.Remove(child);
        MakeRoot(child);
        Expire(child, null);
        gates.Evaluate(parent);
    }

    /// <summary>Its uncommitted descendants go with it; committed and cancelled ones become roots.</summary>
    private void ExpireUncommittedRoot(Batch root)
    {
        var survivors = new List<Batch>();
        var open = new Stack<Batch>([root]);
        while (open.TryPop(out var batch))
        {
            for (var child = batch.Children.First; child is not null; child = child.NextSibling)
            {
                if (child.IsCommitted || child.IsCancelled)
                {
                    survivors.Add(child);
                }
                else
                {
                    open.Push(child);
                }
            }
        }

        foreach (var survivor in survivors)
        {
            survivor.Parent!.Children.Remove(survivor);
            MakeRoot(survivor);
            schedule.Set(survivor, EndOf(survivor));
            gates.Evaluate(survivor);
        }

        Expire(root, EngineNoticeKind.UncommittedBatchExpired);
    }

    private void Expire(Batch root, EngineNoticeKind? notice)
    {
        if (notice is { } kind)
        {
            context.Notices.Add(new EngineNotice(kind, root.Bid));
        }

        root.Tree.IsExpired = true;
        _dropping.Enqueue(root);
        DropSlice();
    }

    private void MakeRoot(Batch batch)
    {
        var left = batch.Tree;
        var tree = new BatchTree(batch, context.Census) { ActiveAt = left.ActiveAt, Unsettled = UnsettledBelow(batch) };
        batches.Unlink(batch);
        foreach (var member in batch.WithDescendants)
        {
            member.Tree = tree;
            left.Jobs -= member.Jobs;
            tree.Jobs += member.Jobs;
        }

        tree.Dead = jobs.Dead.Entries.Sum(entry => (entry.Batch?.Tree == tree ? 1 : 0) + (entry.Callback?.Batch.Tree == tree ? 1 : 0));
        left.Dead -= tree.Dead;
        context.Changes.Save(batch);
    }

    private static long UnsettledBelow(Batch batch) => batch.WithDescendants.Sum(Unsettled);

    private static long Unsettled(Batch batch) =>
        batch.Members.Pending + batch.Callbacks.Count(callback => callback.Progress == CallbackProgress.Enqueued);

    private void DropSlice()
    {
        for (var i = 0; i < BatchesPerSlice && _dropping.TryDequeue(out var batch); i++)
        {
            for (var child = batch.Children.First; child is not null; child = child.NextSibling)
            {
                _dropping.Enqueue(child);
            }

            batches.Drop(batch);
        }
    }
}
