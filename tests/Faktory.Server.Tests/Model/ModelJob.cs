using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Model;

/// <summary>A live job.</summary>
internal sealed class ModelJob(string key, string queue, int retry)
{
    /// <summary>Its jid; for a callback, whose jid the server may choose, bid/kind.</summary>
    public string Key { get; } = key;

    public string Queue { get; } = queue;

    public int Retry { get; } = retry;

    public int ReserveFor { get; init; }

    public ModelBatch? Batch { get; set; }

    public ModelBatch? CallbackOf { get; init; }

    public ModelCallback? Callback { get; init; }

    /// <summary>Its batch was cancelled, so that it never runs again.</summary>
    public bool IsCancelled => CallbackOf is null ? Batch is { IsCancelled: true } : CallbackOf.IsCancelled && Callback!.Kind != "cancelled";

    /// <summary>Known from the start, or learned when a callback is first seen.</summary>
    public string? Jid { get; set; }

    public JobState State { get; set; } = JobState.Enqueued;

    /// <summary>When it is due or its reservation ends; null also for a retry whose random delay was not seen yet.</summary>
    public DateTime? Due { get; set; }

    /// <summary>FWP failure.retry_count; -1 before the first failure.</summary>
    public int Failures { get; set; } = -1;

    public DateTime FailedAt { get; set; }

    /// <summary>Reserved over the in-memory transport, which does not outlive the process.</summary>
    public bool IsHeldInProcess { get; set; }

    public int Returns { get; set; }
}
