using Faktory.Server.Engine;

namespace Faktory.Server.Connections;

/// <summary>A line that the connection answered itself; it only keeps the reply's place between the engine's.</summary>
internal sealed class LocalCommand : Command
{
    public LocalCommand(Session session, Reply reply) : base(session)
    {
        Reply = reply;
        IsReleased = true;
    }
}
