namespace Faktory;

/// <summary>Reaches the running job from services that are not handed it.</summary>
public interface IJobContextAccessor
{
    /// <summary>The job that runs on this flow of execution; null outside of jobs.</summary>
    JobContext? JobContext { get; }
}
