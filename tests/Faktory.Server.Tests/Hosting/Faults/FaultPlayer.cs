using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Hosting.Faults;

/// <summary>One client: at most one command under way, and the truth about every thing it made.</summary>
internal sealed class FaultPlayer(ICommandQueue queue, int number)
{
    private const string Unavailable = "-ERR storage unavailable";

    private FakeConnection _client = new(queue);
    private Thing _thing = new($"thing-{number}-0", isBatch: number == 0);
    private (Command Command, string Next)? _sent;

    /// <summary>All it ever made.</summary>
    public List<Thing> Things { get; } = [];

    public int Acknowledged { get; private set; }

    public int Refused { get; private set; }

    public int InDoubt { get; private set; }

    /// <summary>Whether its command has been answered, or never will be.</summary>
    public bool IsSettled => _sent is not { } sent || sent.Command.IsReleased || _client.IsAborted;

    /// <summary>Sends one of the commands that make sense; the one before must be settled.</summary>
    public void Send(int choice)
    {
        Settle();
        if (_thing.Options.Count == 0 || _thing.Otherwise is not null)
        {
            _thing = new Thing($"thing-{number}-{Things.Count}", isBatch: number == 0);
        }

        if (Things.Count == 0 || Things[^1] != _thing)
        {
            Things.Add(_thing);
        }

        var (command, next) = _thing.Options[choice % _thing.Options.Count];
        _sent = (_client.Post(command(_client)), next);
    }

    /// <summary>Takes note of how the command ended.</summary>
    public void Settle()
    {
        if (_sent is not { } sent)
        {
            return;
        }

        _sent = null;
        if (!sent.Command.IsReleased)
        {
            InDoubt++;
            _thing.OnInDoubt(sent.Next);
        }
        else if (FakeConnection.Text(sent.Command) is var reply && reply == Unavailable)
        {
            Refused++;
        }
        else
        {
            Assert.False(reply.StartsWith('-') || reply == "$-1", $"{sent.Command.GetType().Name} was answered {reply} in {_thing.State}");
            Acknowledged++;
            _thing.OnAcknowledged(sent.Next, reply);
        }

        if (_client.IsAborted)
        {
            _client = new FakeConnection(queue);
        }
    }
}
