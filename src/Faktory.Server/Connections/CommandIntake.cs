using System.Buffers;
using System.Runtime.InteropServices;
using Faktory.Server.Commands;
using Faktory.Server.Engine;
using Reply = Faktory.Server.Engine.Reply;

namespace Faktory.Server.Connections;

/// <summary>What becomes of a line: it is parsed, gets its place in the reply queue, and goes to the engine or is answered here. For the reading side only.</summary>
/// <param name="session">The connection as the engine sees it.</param>
/// <param name="environment">What all connections share.</param>
/// <param name="replies">Where every command gets its place.</param>
internal sealed class CommandIntake(Session session, ConnectionEnvironment environment, ReplyQueue replies)
{
    private readonly List<Command> _batch = [];
    private bool _hasAnswered;

    /// <summary>Whether no further line is to be taken: the client said END, or was refused.</summary>
    public bool IsOver { get; private set; }

    public void Accept(in ReadOnlySequence<byte> line, DateTime now)
    {
        if (line.Length > environment.Options.MaxPayloadBytes)
        {
            RefuseLongLine();
        }
        else if (line.IsSingleSegment)
        {
            Accept(line.FirstSpan, now);
        }
        else
        {
            var bytes = ArrayPool<byte>.Shared.Rent((int)line.Length);
            line.CopyTo(bytes);
            Accept(bytes.AsSpan(0, (int)line.Length), now);
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Ends the connection with an error after the replies before it.</summary>
    public void Refuse(string error)
    {
        Answer(Reply.Error(error), 0);
        IsOver = true;
    }

    public void RefuseLongLine() => Refuse($"command line exceeds {environment.Options.MaxPayloadBytes} bytes");

    /// <summary>Gives the engine what has gathered for it.</summary>
    public void Post()
    {
        if (_batch.Count > 0)
        {
            environment.Commands.Post(CollectionsMarshal.AsSpan(_batch));
            _batch.Clear();
        }
    }

    /// <summary>Whether anything was answered here since the last call, which may leave now.</summary>
    public bool TakeHasAnswered()
    {
        var hasAnswered = _hasAnswered;
        _hasAnswered = false;
        return hasAnswered;
    }

    private void Accept(ReadOnlySpan<byte> line, DateTime now)
    {
        var parsed = CommandParser.Parse(session, line, now, environment.Registry);
        if (parsed.IsKnown)
        {
            environment.Registry.CountCommand();
        }

        if (parsed.Command is { } command)
        {
            replies.Add(command, line.Length + command.HeldBytes);
            _batch.Add(command);
        }
        else if (parsed.Reply is { } reply)
        {
            Answer(reply, line.Length);
        }
        else
        {
            IsOver = true;
        }
    }

    private void Answer(Reply reply, long bytes)
    {
        replies.Add(new LocalCommand(session, reply), bytes);
        _hasAnswered = true;
    }
}
