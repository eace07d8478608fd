namespace Faktory.Server.Engine;

/// <summary>
/// From inside the process, for tests: lets jobs be handed out where the engine holds them, and waits like a parked FETCH until nothing is left
/// that could happen before time moves or somebody asks for something. Replies an <see cref="IdleReply"/>.
/// </summary>
internal sealed class RunDueCommand(Session session, int workers) : Command(session)
{
    /// <summary>So many workers must have come; before that they may still be on their way.</summary>
    public int Workers { get; } = workers;
}
