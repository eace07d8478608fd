namespace Faktory.Server.Engine;

/// <summary>A successful HELLO. Registers <see cref="Session.Worker"/> if it has one. Replies +OK.</summary>
internal sealed class HelloCommand(Session session) : Command(session);

/// <summary>The connection's input ended: its parked FETCHes and those still queued before it end with null. No reply leaves.</summary>
internal sealed class InputEndedCommand(Session session) : Command(session);

/// <summary>The connection is gone for good; its worker may be gone with it. Sent once, after <see cref="InputEndedCommand"/>.</summary>
internal sealed class GoodbyeCommand(Session session) : Command(session);

/// <summary>Jobs that were assigned to a connection but could not be handed to its socket: back to the head of their queues.</summary>
internal sealed class ReturnCommand(Session session, IReadOnlyList<JobReply> jobs) : Command(session)
{
    public IReadOnlyList<JobReply> Jobs { get; } = jobs;
}

/// <summary>FWP BEAT. Replies +OK or a bulk with the worker's state.</summary>
internal sealed class BeatCommand(Session session, string wid, string? state, long rssKilobytes) : Command(session)
{
    public string Wid { get; } = wid;

    /// <summary>What the worker says its state is: quiet, terminate, or anything else for running.</summary>
    public string? State { get; } = state;

    public long RssKilobytes { get; } = rssKilobytes;
}

/// <summary>FWP INFO. Replies a bulk.</summary>
internal sealed class InfoCommand(Session session, HostFigures figures) : Command(session)
{
    public HostFigures Figures { get; } = figures;

    /// <summary>It lists every queue.</summary>
    public override int HeldBytes => 256 * 1024;
}

/// <summary>What INFO says about the process.</summary>
internal sealed record HostFigures(long UptimeSeconds, long Connections, long CommandCount, long UsedMemoryMegabytes);

/// <summary>FWP FLUSH. Replies +OK.</summary>
internal sealed class FlushCommand(Session session) : Command(session);

/// <summary>The engine's timer: does everything that is due.</summary>
internal sealed class TickCommand() : Command(Session.Internal)
{
    /// <summary>Whether the server takes no new jobs now; the host sets it when a cron entry is due.</summary>
    public bool IsFull { get; init; }
}
