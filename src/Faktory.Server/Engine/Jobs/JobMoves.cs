using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>Moves jobs between the sets with everything that follows: waiting FETCHes wake, dead jobs count in their tree, members without a job stay members.</summary>
internal sealed class JobMoves(EngineContext context, JobTable jobs, Dispatcher dispatcher)
{
    /// <summary>Puts a new or detached job where its time says: its queue, or the scheduled set.</summary>
    public void Start(JobEntry entry, DateTime? at)
    {
        if (at > context.Now)
        {
            jobs.Park(entry, JobState.Scheduled, at.Value);
        }
        else
        {
            Enqueue(entry);
        }
    }

    public void Enqueue(JobEntry entry)
    {
        jobs.AppendToQueue(entry);
        dispatcher.Wake(entry.Queue);
    }

    /// <summary>A working job goes back to the head of its queue: not executed, no failure.</summary>
    public void GiveBack(JobEntry entry)
    {
        Detach(entry);
        jobs.PrependToQueue(entry);
        dispatcher.Wake(entry.Queue);
    }

    public void Retry(JobEntry entry, DateTime at) => jobs.Park(entry, JobState.Retrying, at);

    public void Bury(JobEntry entry)
    {
        jobs.Park(entry, JobState.Dead, context.Now + context.Options.DeadRetention);
        CountDead(entry, 1);
    }

    public void Detach(JobEntry entry)
    {
        if (entry.State == JobState.Dead)
        {
            CountDead(entry, -1);
        }

        jobs.Detach(entry);
    }

    /// <summary>Forgets a detached job that was not acknowledged. As a batch member it stays unsettled (BEHAVIOUR 3.8).</summary>
    public void Forget(JobEntry entry)
    {
        var batch = entry.Batch;
        jobs.Remove(entry);
        if (batch is null)
        {
            return;
        }

        var state = batch.Members.Find(entry.Hash)!.Value;
        context.Changes.SaveMember(batch, entry.Hash, state);
        if (state != MemberState.Settled && !jobs.Index.HasMember(entry.Hash, batch))
        {
            batch.Lost.Add(entry, context.Changes);
        }
    }

    private static void CountDead(JobEntry entry, int by)
    {
        if (entry.Batch is { } batch)
        {
            batch.Tree.Dead += by;
        }

        if (entry.Callback is { } callback)
        {
            callback.Batch.Tree.Dead += by;
        }
    }
}
