using Faktory.Rollout.Tests.Pods;
using Faktory.RolloutWorker;

namespace Faktory.Rollout.Tests.Judging;

/// <summary>A job that was executed again.</summary>
/// <param name="First">An execution.</param>
/// <param name="Next">The one after it.</param>
internal sealed record Repeat(Execution First, Execution Next)
{
    /// <summary>
    /// What the machine may add to <see cref="Cluster.WorkerLostAfter"/>. The server sees the connections of a killed process close at once, has a timer
    /// for the very moment, and workers wait for the job. Otherwise it would come back with the end of its reservation, after half an hour.
    /// </summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(15);

    /// <summary>Whether its worker was killed, so that nobody knows how far it was.</summary>
    public bool IsAfterKill => First.Pod.KilledAt is not null;

    /// <summary>From the signal to its worker until it was started again.</summary>
    public TimeSpan Hold => Next.StartedAt - (First.Pod.KilledAt ?? First.Pod.TerminatedAt ?? First.StartedAt);

    /// <summary>Why it should not have been, or not then; null when it is right.</summary>
    public string? Fault() => IsAfterKill switch
    {
        _ when First.Outcome == JournalEvent.Failed => "failed",
        true when Hold < Cluster.WorkerLostAfter => $"was taken from its killed worker after {Hold}",
        true when Hold > Cluster.WorkerLostAfter + Slack => $"was held for {Hold} after its worker was killed",
        true => null,
        _ when First.Outcome != JournalEvent.Stopped => "ran again although its worker was not killed and did not stop it",
        _ when Next.StartedAt < First.FinishedAt => "ran in two places at once",
        _ when Hold > Cluster.GracePeriod => $"was held for {Hold} after its worker was told to stop",
        _ => null,
    };
}
