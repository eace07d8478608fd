using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Model;

/// <summary>
/// The rules of BEHAVIOUR.md sections 2.4-2.9 and 3 and of "Safe to retry" in DESIGN.md, as plainly as they can be
/// written: dictionaries, queues as sets, and every gate recomputed from the leaves up after every step.
/// </summary>
internal sealed class ReferenceModel
{
    private readonly HashSet<string> _settled = [];

    public DateTime Now { get; set; }

    /// <summary>In the order of creation.</summary>
    public List<ModelBatch> Batches { get; } = [];

    /// <summary>Live jobs by key.</summary>
    public Dictionary<string, ModelJob> Jobs { get; } = [];

    /// <summary>Callbacks enqueued by the last step.</summary>
    public List<ModelJob> Fired { get; } = [];

    /// <summary>Callbacks that may fire once more, because their job was lost and their batch retried.</summary>
    public HashSet<string> MadeAnew { get; } = [];

    public ModelBatch? Find(string bid) => Batches.Find(batch => batch.Bid == bid);

    public ModelBatch? FindKeyed(ModelBatch? parent, string key) => Batches.Find(batch => batch.Parent == parent && batch.Key == key);

    public ModelBatch New(string bid, ModelBatch? parent, string? key, ModelCallback? success, ModelCallback? complete, ModelCallback? cancelled = null)
    {
        var batch = new ModelBatch(bid, parent, key, success, complete, cancelled);
        Batches.Add(batch);
        parent?.Children.Add(batch);
        return batch;
    }

    public void Commit(ModelBatch batch)
    {
        batch.IsCommitted = true;
        Evaluate();
    }

    /// <returns>The error, or null for +OK.</returns>
    public string? Push(string jid, string? bid, string queue, int retry, int reserveFor, DateTime? at, bool resend)
    {
        var batch = bid is null ? null : Find(bid);
        if (bid is not null && batch is null)
        {
            return $"ERR no such batch {bid}";
        }

        if (batch is { IsClosed: true })
        {
            return $"ERR batch {bid} is cancelled";
        }

        var live = Jobs.GetValueOrDefault(jid);
        if (batch is not null && batch.Members.TryGetValue(jid, out var member))
        {
            if (member != MemberState.Settled && live is null)
            {
                Enqueue(new ModelJob(jid, queue, retry) { Jid = jid, ReserveFor = reserveFor, Batch = batch }, at);
            }

            return null;
        }

        switch (live?.State)
        {
            case JobState.Enqueued or JobState.Scheduled or JobState.Retrying:
                return batch is null ? null : $"ERR jid {jid} is in use";
            case JobState.Working when resend:
                return null;
            case JobState.Working:
                throw new NotSupportedException("A second entry of one jid is left to the unit tests.");
            case null when resend && _settled.Contains(jid):
                return null;
        }

        Enqueue(new ModelJob(jid, queue, retry) { Jid = jid, ReserveFor = reserveFor, Batch = batch }, at);
        batch?.Members.Add(jid, MemberState.Outstanding);
        Evaluate();
        return null;
    }

    public void Fetch(ModelJob job, bool inProcess)
    {
        var seconds = job.ReserveFor == 0 ? 1800 : Math.Max(60, job.ReserveFor);
        job.State = JobState.Working;
        job.Due = Now.AddSeconds(seconds);
        job.IsHeldInProcess = inProcess;
    }

    public void Ack(ModelJob job)
    {
        if (job.State != JobState.Working)
        {
            return;
        }

        Jobs.Remove(job.Key);
        _settled.Add(job.Jid!);
        if (job.Batch is not null)
        {
            job.Batch.Members[job.Key] = MemberState.Settled;
        }

        if (job.Callback is not null)
        {
            job.Callback.State = 2;
            job.Callback.HasFailed = false;
        }

        Evaluate();
    }

    /// <returns>Whether there was a reservation to fail.</returns>
    public bool Fail(ModelJob job, bool isFatal = false, TimeSpan? retryIn = null)
    {
        if (job.State != JobState.Working)
        {
            return false;
        }

        if (job.IsCancelled)
        {
            Drop(job);
            Evaluate();
            return true;
        }

        job.Failures++;
        job.FailedAt = Now;
        job.Returns = 0;
        job.Due = null;
        if (job.Batch is not null)
        {
            job.Batch.Members[job.Key] = MemberState.Failed;
        }

        if (job.Callback is not null)
        {
            job.Callback.HasFailed = true;
        }

        if (job.Retry == 0 && !isFatal)
        {
            Remove(job);
        }
        else
        {
            job.State = job.Failures < job.Retry && !isFatal ? JobState.Retrying : JobState.Dead;
            job.Due = job.State == JobState.Retrying ? Now + retryIn : null;
        }

        Evaluate();
        return true;
    }

    /// <summary>Everything that is due at <see cref="Now"/>.</summary>
    public void Tick()
    {
        foreach (var job in Jobs.Values.Where(job => job.Due <= Now).ToList())
        {
            if (job.State == JobState.Working)
            {
                Fail(job);
            }
            else
            {
                Wait(job);
            }
        }
    }

    public void Restart(TimeSpan grace)
    {
        foreach (var job in Jobs.Values.Where(job => job.State == JobState.Working).ToList())
        {
            if (!job.IsHeldInProcess)
            {
                job.Due = job.Due > Now + grace ? job.Due : Now + grace;
            }
            else if (++job.Returns < 3)
            {
                GiveBack(job);
            }
            else
            {
                Fail(job);
            }
        }
    }

    /// <summary>BATCH CANCEL: closes the tree below, drops what waits, and leaves what runs to its end.</summary>
    public void Cancel(ModelBatch top)
    {
        if (top.IsClosed || top.IsSuccessClear)
        {
            return;
        }

        var closing = Batches.Where(batch => !batch.IsClosed && batch.IsBelow(top)).ToList();
        var cancelled = closing.Where(batch => !batch.IsSuccessClear).ToList();
        closing.ForEach(batch => batch.IsClosed = true);
        cancelled.ForEach(batch => batch.IsCancelled = true);
        foreach (var job in Jobs.Values.Where(job => job.IsCancelled && job.State != JobState.Working).ToList())
        {
            Drop(job);
        }

        cancelled.ForEach(Settle);
        Evaluate();
    }

    /// <summary>Ends a job of a cancelled batch.</summary>
    public void Drop(ModelJob job)
    {
        Jobs.Remove(job.Key);
        if (job.Batch is { } batch)
        {
            batch.Members[job.Key] = batch.IsCancelled ? MemberState.Settled : MemberState.Failed;
        }

        if (job.Callback is { } callback)
        {
            callback.State = 0;
            callback.HasFailed = false;
        }
    }

    /// <summary>Back from its worker, unfailed.</summary>
    public void GiveBack(ModelJob job)
    {
        if (job.IsCancelled)
        {
            Drop(job);
            Evaluate();
        }
        else
        {
            Wait(job);
        }
    }

    /// <summary>Only what runs is left of a cancelled batch; the callback of a batch that goes on is not its member any more.</summary>
    private void Settle(ModelBatch batch)
    {
        foreach (var key in batch.Members.Keys.ToList())
        {
            var job = Jobs.GetValueOrDefault(key);
            if (job is not { IsCancelled: true } || job.Batch != batch)
            {
                batch.Members[key] = MemberState.Settled;
                if (job?.Batch == batch)
                {
                    job.Batch = null;
                }
            }
        }

        foreach (var callback in batch.Callbacks.Where(callback => callback.Kind != "cancelled" && callback.State == 1 && !Jobs.ContainsKey($"{batch.Bid}/{callback.Kind}")))
        {
            callback.State = 0;
            callback.HasFailed = false;
        }
    }

    public static void Kill(ModelJob job)
    {
        job.State = JobState.Dead;
        job.Due = null;
    }

    /// <summary>Into its queue: due, revived, or given back.</summary>
    public static void Wait(ModelJob job)
    {
        job.State = JobState.Enqueued;
        job.Due = null;
    }

    /// <summary>A removal that is neither ACK nor FAIL: no batch hears of it.</summary>
    public void Remove(ModelJob job)
    {
        Jobs.Remove(job.Key);
        if (job.Callback is not null)
        {
            job.Callback.IsLost = true;
        }
    }

    /// <summary>BATCH RETRY.</summary>
    /// <returns>Jobs queued, callbacks made anew, members without a job.</returns>
    public (int Jobs, int Callbacks, int Gone) Retry(ModelBatch root)
    {
        var batches = Batches.Where(batch => batch.IsBelow(root)).ToList();
        var lost = batches
            .SelectMany(batch => new[] { batch.Success, batch.Complete, batch.Cancelled }.OfType<ModelCallback>(), (batch, callback) => (batch.Bid, Callback: callback))
            .Where(pair => pair.Callback is { State: 1, IsLost: true })
            .ToList();
        foreach (var (bid, callback) in lost)
        {
            callback.State = 0;
            callback.IsLost = false;
            MadeAnew.Add($"{bid}/{callback.Kind}");
        }

        var jobs = Jobs.Values.Where(job => job.State is JobState.Retrying or JobState.Dead && !job.IsCancelled && (batches.Contains(job.Batch!) || batches.Contains(job.CallbackOf!))).ToList();
        jobs.ForEach(Wait);
        Evaluate();
        return (jobs.Count, lost.Count, batches.Sum(batch => batch.Members.Count(member => member.Value != MemberState.Settled && !Jobs.ContainsKey(member.Key))));
    }

    /// <summary>Fires what is due anywhere, until nothing is.</summary>
    public void Evaluate()
    {
        for (var i = Batches.Count - 1; i >= 0; i--)
        {
            var batch = Batches[i];
            var due = batch.IsCompleteDue ? batch.Complete : batch.IsSuccessDue ? batch.Success : batch.IsCancelledDue ? batch.Cancelled : null;
            if (due is not null)
            {
                Fire(batch, due);
                i = Batches.Count;
            }
        }
    }

    private void Fire(ModelBatch batch, ModelCallback callback)
    {
        callback.State = 1;
        var joins = callback.MemberOf is not null && Find(callback.MemberOf) is { IsClosed: false } other ? other : null;
        var job = new ModelJob($"{batch.Bid}/{callback.Kind}", callback.Queue, callback.Retry) { CallbackOf = batch, Callback = callback, Batch = joins };
        joins?.Members.TryAdd(job.Key, MemberState.Outstanding);
        Enqueue(job, null);
        Fired.Add(job);
    }

    private void Enqueue(ModelJob job, DateTime? at)
    {
        Jobs[job.Key] = job;
        if (at > Now)
        {
            job.State = JobState.Scheduled;
            job.Due = at;
        }
    }
}
