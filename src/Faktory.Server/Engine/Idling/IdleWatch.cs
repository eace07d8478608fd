namespace Faktory.Server.Engine;

/// <summary>
/// Knows when nothing can happen any more unless time moves or somebody asks for something: no job is reserved, nothing is due, and every worker
/// that fetches waits for a job. Costs nothing while nobody asks.
/// </summary>
internal sealed class IdleWatch(EngineContext context, JobTable jobs, WorkerRegistry workers, Dispatcher dispatcher, Timers timers)
{
    private readonly List<RunDueCommand> _waiting = [];

    /// <summary>Lets jobs run until all is idle, when <see cref="Check"/> answers.</summary>
    public void Wait(RunDueCommand command)
    {
        _waiting.Add(command);
        dispatcher.Release();
    }

    /// <summary>Answers those who wait, if all is idle, and holds jobs again where they are held.</summary>
    public void Check()
    {
        if (_waiting.Count == 0 || !IsIdle)
        {
            return;
        }

        dispatcher.IsHeld = context.Options.HoldsJobs;
        var reply = new IdleReply(timers.Next, context.Tally[JobEvent.Acked], context.Tally[JobEvent.Failed]);
        _waiting.ForEach(command => context.Answer(command, reply));
        _waiting.Clear();
    }

    private bool IsIdle =>
        jobs.Working.Count == 0
        && !(timers.Next <= context.Now)
        && workers.Count >= _waiting.Max(command => command.Workers)
        && HasEveryWorkerParked();

    private bool HasEveryWorkerParked()
    {
        var parked = dispatcher.Parked.Select(fetch => fetch.Session.Worker?.Wid).ToHashSet(StringComparer.Ordinal);
        return workers.All.All(worker => worker.State != WorkerState.Running || parked.Contains(worker.Identity.Wid));
    }
}
