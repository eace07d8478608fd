namespace Faktory;

/// <summary>Why a running job's token was cancelled.</summary>
public enum CancellationReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The worker is stopping and its grace period is over; the job goes back to its queue.</summary>
    Shutdown,

    /// <summary>The job ran longer than its timeout; it fails as <c>JobTimeout</c>.</summary>
    Timeout,

    /// <summary>The server has given the job up, so whatever the handler does now, nothing is reported.</summary>
    ReservationLost,

    /// <summary>The job's batch was cancelled; the job fails as <c>BatchCancelled</c>, without a retry, or is done if its handler returns.</summary>
    BatchCancelled,
}
