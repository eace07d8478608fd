using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>Who said HELLO and not yet goodbye, so that an engine that takes over knows them. Engine thread only.</summary>
internal sealed class LiveSessions
{
    private readonly HashSet<Session> _sessions = [];

    public IEnumerable<Session> All => _sessions;

    public void Observe(Command command)
    {
        if (command is HelloCommand)
        {
            _sessions.Add(command.Session);
        }
        else if (command is GoodbyeCommand)
        {
            _sessions.Remove(command.Session);
        }
    }
}
