namespace Faktory.Testing;

/// <summary>What a job waits for.</summary>
public enum WaitingFor
{
    /// <summary>It is in a queue that is paused, or that no worker fetches now.</summary>
    Worker,

    /// <summary>Its handler runs.</summary>
    Handler,

    /// <summary>It is scheduled (<see cref="Job.At"/>, <see cref="Job.Delay"/>).</summary>
    Time,

    /// <summary>It failed and runs again at its time.</summary>
    Retry,

    /// <summary>It is dead: it failed for the last time, and runs again only when somebody says so.</summary>
    Nothing,
}
