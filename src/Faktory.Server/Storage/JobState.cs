namespace Faktory.Server.Storage;

/// <summary>Which set a live job is in.</summary>
public enum JobState : byte
{
    /// <summary>Waiting in its queue.</summary>
    Enqueued = 1,

    /// <summary>Waiting for its time.</summary>
    Scheduled = 2,

    /// <summary>Reserved by a worker.</summary>
    Working = 3,

    /// <summary>Failed, waiting for its retry.</summary>
    Retrying = 4,

    /// <summary>Out of retries.</summary>
    Dead = 5,
}
