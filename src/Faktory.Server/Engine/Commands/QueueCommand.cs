namespace Faktory.Server.Engine;

/// <summary>FWP QUEUE PAUSE, RESUME and REMOVE. Replies +OK, also for queues that are not known.</summary>
internal sealed class QueueCommand(Session session, QueueOperation operation, IReadOnlyList<string> names) : Command(session)
{
    public QueueOperation Operation { get; } = operation;

    /// <summary>Empty for every known queue (<c>*</c>).</summary>
    public IReadOnlyList<string> Names { get; } = names;
}

internal enum QueueOperation : byte
{
    Pause,
    Resume,
    Remove,
}

/// <summary>FWP QUEUE LATENCY. Replies a bulk: name to seconds that its oldest job has waited.</summary>
internal sealed class QueueLatencyCommand(Session session, IReadOnlyList<string> names) : Command(session)
{
    public IReadOnlyList<string> Names { get; } = names;
}
