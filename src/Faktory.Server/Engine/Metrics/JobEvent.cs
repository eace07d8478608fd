namespace Faktory.Server.Engine;

/// <summary>What can happen to a job, as metrics count it.</summary>
internal enum JobEvent
{
    /// <summary>A client, a batch tree or the server itself made it.</summary>
    Pushed,

    /// <summary>A batch fired it as its callback.</summary>
    Fired,

    Fetched,

    /// <summary>An execution ended well.</summary>
    Acked,

    /// <summary>An execution ended badly, in whatever way.</summary>
    Failed,

    /// <summary>Of those that failed: nobody said so before the reservation ended.</summary>
    TimedOut,

    /// <summary>It is to run again after a failure.</summary>
    Retried,

    /// <summary>It came into the dead set.</summary>
    Dead,

    /// <summary>It went back to its queue without an execution.</summary>
    Returned,

    /// <summary>It was dropped because it was fetched after its <c>expires_in</c>.</summary>
    Expired,

    /// <summary>It left without an ACK: expired, failed with retry 0, discarded, or at the end of its time as a dead job.</summary>
    Dropped,
}
