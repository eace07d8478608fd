namespace Faktory.Server.Engine;

/// <summary>
/// One command for the engine and the place of its reply. Made by a connection or a timer, applied once on the
/// engine thread, and answered when <see cref="Reply"/> is set and its group is durable.
/// </summary>
internal abstract class Command(Session session)
{
    private bool _released;

    /// <summary>Who sent it; <see cref="Session.Internal"/> for timers and other inner commands.</summary>
    public Session Session { get; } = session;

    /// <summary>The time of the command, UTC. Set by whoever applies it.</summary>
    public DateTime Now { get; set; }

    /// <summary>The only source of randomness while it is applied. Set by whoever applies it.</summary>
    public ulong Seed { get; set; }

    /// <summary>
    /// Bytes that it may hold beyond those of its line until its reply is written: a long reply, or what it keeps while it waits. They count
    /// against the bound of its connection from the moment it is read, because once it is applied it is too late.
    /// </summary>
    public virtual int HeldBytes => 0;

    /// <summary>The reply; null while a FETCH is parked.</summary>
    public Reply? Reply { get; set; }

    /// <summary>Whether the reply may leave. Written by the engine's host, read by the connection.</summary>
    public bool IsReleased
    {
        get => Volatile.Read(ref _released);
        set => Volatile.Write(ref _released, value);
    }
}
