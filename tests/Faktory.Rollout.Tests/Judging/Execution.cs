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
    /// <summary>When the handler came to its end.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When the handler was cancelled because the pod drained.</summary>
    public DateTimeOffset? StoppedAt { get; set; }

    /// <summary>Whether the process was there until the handler returned.</summary>
    public bool IsFinished => EndedAt is not null || StoppedAt is not null;

    /// <summary>Whether it pushes a stage one job at a time.</summary>
    public bool IsBuilder => Type == FirstStageDone.Type;

    public bool IsLong => Type == LongJob.Type;
}
