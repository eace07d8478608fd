using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>Lets replies leave, or says that they never will. One thread only.</summary>
/// <param name="results">Releases what is to be read from the store first; null where no such reply can come.</param>
internal sealed class ReplyRelease(ResultReader? results = null)
{
    public static readonly Reply Unavailable = Reply.Error("storage unavailable");

    public static readonly Reply ShuttingDown = Reply.Error("shutdown in progress");

    private readonly HashSet<Session> _sessions = [];

    /// <summary>Releases the replies and tells each connection once.</summary>
    public void Release(IEnumerable<Command> commands)
    {
        foreach (var command in commands)
        {
            if (command.Reply is ResultsReply reply && results is not null)
            {
                results.Complete(command, reply);
                continue;
            }

            command.IsReleased = true;
            _sessions.Add(command.Session);
        }

        foreach (var session in _sessions)
        {
            session.Outlet?.OnReleased();
        }

        _sessions.Clear();
    }

    /// <summary>Answers what was not applied. What only concerns the connection itself is not an error for it.</summary>
    public void Refuse(IReadOnlyCollection<Command> commands, Reply error)
    {
        foreach (var command in commands)
        {
            command.Reply = command switch
            {
                HelloCommand => error == Unavailable ? Reply.Ok : error,
                InputEndedCommand or GoodbyeCommand or ReturnCommand => Reply.Null,
                _ => error,
            };
        }

        Release(commands);
    }

    /// <summary>Closes every connection that one of the commands came from.</summary>
    /// <returns>The sessions that were closed.</returns>
    public static IReadOnlySet<Session> Abort(IEnumerable<Command> commands)
    {
        var aborted = new HashSet<Session>();
        foreach (var command in commands)
        {
            if (aborted.Add(command.Session))
            {
                command.Session.Outlet?.Abort();
            }
        }

        return aborted;
    }
}
