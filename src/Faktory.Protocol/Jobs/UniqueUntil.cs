namespace Faktory;

/// <summary>When the uniqueness lock of a job ends before its time (FWP <c>custom.unique_until</c>).</summary>
public enum UniqueUntil
{
    /// <summary>The lock is released when the job is acknowledged. The default.</summary>
    Success,

    /// <summary>The lock is released when a worker fetches the job.</summary>
    Start,
}
