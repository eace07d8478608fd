namespace Faktory;

/// <summary>Delivery settings that jobs get unless they say otherwise.</summary>
public abstract class JobDefaultsAttribute : Attribute
{
    /// <summary>The queue.</summary>
    /// <value>Null: <c>default</c>.</value>
    public string? Queue { get; set; }

    /// <summary>How often a failed job is retried; 0 discards it on failure, -1 sends it to the dead set on the first failure.</summary>
    /// <value>25.</value>
    public int Retry
    {
        get => RetryOrUnset ?? 25;
        set => RetryOrUnset = value;
    }

    /// <summary>How long an execution may take, seconds. Also what the server reserves the job for, within 1 minute and 1 day.</summary>
    /// <value>0: not set; the server reserves jobs for 30 minutes.</value>
    public int TimeoutSeconds
    {
        get => TimeoutSecondsOrUnset ?? 0;
        set => TimeoutSecondsOrUnset = value;
    }

    /// <summary><see cref="Retry"/>, or null when nobody set it.</summary>
    internal int? RetryOrUnset { get; private set; }

    /// <summary><see cref="TimeoutSeconds"/>, or null when nobody set it.</summary>
    internal int? TimeoutSecondsOrUnset { get; private set; }

    /// <summary>A copy of <paramref name="job"/> with what this attribute sets.</summary>
    internal Job ApplyTo(Job job) => job with
    {
        Queue = Queue ?? job.Queue,
        Retry = RetryOrUnset ?? job.Retry,
        ReserveFor = TimeoutSecondsOrUnset is { } seconds and > 0
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 60, 24 * 60 * 60))
            : job.ReserveFor,
    };
}
