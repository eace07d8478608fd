namespace Faktory.Server.Engine;

/// <summary>What is known of a tracked job, also after its end.</summary>
internal sealed class TrackRecord(JobHash job)
{
    public JobHash Job => job;

    /// <summary>As on the wire: enqueued, working, success, failed, dead.</summary>
    public required string State { get; set; }

    /// <summary>UTC.</summary>
    public DateTime UpdatedAt { get; set; }

    /// <summary>0 to 100; null when never told.</summary>
    public int? Percent { get; set; }

    /// <summary>Null when never told.</summary>
    public string? Description { get; set; }
}
