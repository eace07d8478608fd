using Faktory.Rollout.Tests.Pods;
using Faktory.RolloutWorker;

namespace Faktory.Rollout.Tests.Judging;

/// <summary>One execution of a job.</summary>
/// <param name="Pod">Where.</param>
/// <param name="JobId">Of which job.</param>
/// <param name="Type">Its type.</param>
/// <param name="Args">Its arguments, as JSON.</param>
/// <param name="StartedAt">When the handler was called.</param>
internal sealed record Execution(Pod Pod, string JobId, string Type, string Args, DateTimeOffset StartedAt)
{
    /// <summary>What became of it; null when its process was gone before the handler was.</summary>
    public JournalEvent? Outcome { get; set; }

    /// <summary>When the outcome was there.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Whether the handler came to its end.</summary>
    public bool HasEnded => Outcome == JournalEvent.Ended;

    /// <summary>Whether it pushes a stage one job at a time.</summary>
    public bool IsBuilder => Type == FirstStageDone.Type;

    public bool IsLong => Type == LongJob.Type;
}
