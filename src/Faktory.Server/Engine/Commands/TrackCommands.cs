namespace Faktory.Server.Engine;

/// <summary>FWP TRACK GET. Replies a bulk.</summary>
internal sealed class TrackGetCommand(Session session, string jobId) : Command(session)
{
    public string JobId { get; } = jobId;

    public override int HeldBytes => 4 * 1024;
}

/// <summary>FWP TRACK SET. Replies +OK.</summary>
internal sealed class TrackSetCommand(Session session, string jobId) : Command(session)
{
    public string JobId { get; } = jobId;

    /// <summary>0 to 100; null to leave it.</summary>
    public int? Percent { get; init; }

    /// <summary>Null to leave it.</summary>
    public string? Description { get; init; }

    /// <summary>The end of the reservation, UTC; one that is not later than the present one changes nothing.</summary>
    public DateTime? ReserveUntil { get; init; }
}
