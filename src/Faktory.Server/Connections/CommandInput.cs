using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Faktory.Protocol;
using Faktory.Server.Commands;
using Faktory.Server.Engine;
using Reply = Faktory.Server.Engine.Reply;

namespace Faktory.Server.Connections;

/// <summary>
/// The reading half of a connection: cuts the bytes into lines, parses them, gives every command its place in the
/// reply queue and posts what is for the engine, once per read.
/// </summary>
/// <param name="input">The bytes.</param>
/// <param name="session">The connection as the engine sees it.</param>
/// <param name="environment">What all connections share.</param>
/// <param name="replies">Where every command gets its place.</param>
internal sealed class CommandInput(PipeReader input, Session session, ConnectionEnvironment environment, ReplyQueue replies)
{
    private readonly List<Command> _batch = [];
    private readonly AsyncSignal _wake = new();
    private long _searchedBytes;
    private bool _isOver;
    private bool _isInsideLine;
    private bool _hasAnswered;
    private volatile bool _hasEndedFetches;
    private volatile bool _isStopping;
    private volatile bool _isCut;

    /// <summary>Whether the client takes no jobs any more, because its input ended or the server stops.</summary>
    public bool HasEndedFetches => _hasEndedFetches;

    /// <summary>Reads until the client's input ends, or something ends it before.</summary>
    /// <param name="onAnswered">Called when the connection answered something itself, which may leave now.</param>
    public async Task RunAsync(Action onAnswered)
    {
        try
        {
            await ReadAllAsync(onAnswered);
            EndFetches();
            if (_isInsideLine)
            {
                await DiscardLineAsync();
            }
        }
        catch (IOException)
        {
            // The peer is gone: for the engine the end of the input like any other.
        }
        catch (OperationCanceledException)
        {
            // Likewise: the socket was aborted, or a line that is too long did not end in time.
        }
        finally
        {
            EndFetches();
        }
    }

    /// <summary>The writer took replies out of the queue.</summary>
    public void OnRoom() => _wake.Set();

    /// <summary>Ends the connection with an error after the replies before it. For the reading side only.</summary>
    public void Refuse(string error)
    {
        Answer(Reply.Error(error), 0);
        _isOver = true;
    }

    /// <summary>FETCHes end and the next command is refused; without one, reading ends shortly after.</summary>
    public void BeginStop()
    {
        _isStopping = true;
        Wake();
    }

    /// <summary>Reading ends at once.</summary>
    public void Cut()
    {
        _isCut = true;
        Wake();
    }

    private void Wake()
    {
        _wake.Set();
        input.CancelPendingRead();
    }

    private async Task ReadAllAsync(Action onAnswered)
    {
        using var linger = new CancellationTokenSource(Timeout.InfiniteTimeSpan, environment.Time);
        using var onLinger = linger.Token.Register(Cut);
        while (!_isOver)
        {
            if (_isStopping && !_hasEndedFetches)
            {
                EndFetches();
                BeginLinger(linger);
            }

            if (_isCut)
            {
                return;
            }

            if (replies.IsFull)
            {
                await _wake.WaitAsync();
                continue;
            }

            var result = await input.ReadAsync();
            Take(result);
            if (_hasAnswered)
            {
                _hasAnswered = false;
                onAnswered();
            }
        }
    }

    private void BeginLinger(CancellationTokenSource linger)
    {
        if (session.IsInProcess || environment.Options.StopLinger == TimeSpan.Zero)
        {
            Cut();
        }
        else
        {
            linger.CancelAfter(environment.Options.StopLinger);
        }
    }

    private void Take(ReadResult result)
    {
        var buffer = result.Buffer;
        var now = environment.Time.GetUtcNow().UtcDateTime;
        var isFull = false;
        while (!_isOver && !(isFull = replies.IsFull) && TryTakeLine(ref buffer, out var line))
        {
            Accept(line, now);
        }

        var examined = buffer.Start;
        if (!_isOver && !isFull)
        {
            examined = buffer.End;
            _searchedBytes = buffer.Length;
            _isInsideLine = buffer.Length > environment.Options.MaxPayloadBytes + 1L;
            if (_isInsideLine)
            {
                RefuseLongLine();
                buffer = buffer.Slice(buffer.End);
            }

            _isOver |= result.IsCompleted;
        }

        input.AdvanceTo(buffer.Start, examined);
        Post();
    }

    /// <summary>As <see cref="CommandReader.TryReadLine"/>, without searching the same bytes again while a long line arrives.</summary>
    private bool TryTakeLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (_searchedBytes > 0 && buffer.Slice(_searchedBytes).PositionOf((byte)'\n') is null)
        {
            return false;
        }

        _searchedBytes = 0;
        return CommandReader.TryReadLine(ref buffer, out line);
    }

    private void Accept(in ReadOnlySequence<byte> line, DateTime now)
    {
        if (_isStopping)
        {
            Refuse("shutdown in progress");
        }
        else if (line.Length > environment.Options.MaxPayloadBytes)
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

    private void Accept(ReadOnlySpan<byte> line, DateTime now)
    {
        var parsed = CommandParser.Parse(session, line, now, environment.Registry);
        if (parsed.IsKnown)
        {
            environment.Registry.CountCommand();
        }

        if (parsed.Command is { } command)
        {
            replies.Add(command, line.Length);
            _batch.Add(command);
        }
        else if (parsed.Reply is { } reply)
        {
            Answer(reply, line.Length);
        }
        else
        {
            _isOver = true;
        }
    }

    private void Answer(Reply reply, long bytes)
    {
        replies.Add(new LocalCommand(session, reply), bytes);
        _hasAnswered = true;
    }

    private void RefuseLongLine() => Refuse($"command line exceeds {environment.Options.MaxPayloadBytes} bytes");

    /// <summary>
    /// A client that still writes its line reads no reply yet, and closing a socket with unread bytes would destroy
    /// the one on its way.
    /// </summary>
    private async Task DiscardLineAsync()
    {
        using var deadline = new CancellationTokenSource(environment.Options.HandshakeTimeout, environment.Time);
        while (_isInsideLine)
        {
            var result = await input.ReadAsync(deadline.Token);
            _isInsideLine = !result.IsCompleted && !_isCut && result.Buffer.PositionOf((byte)'\n') is null;
            input.AdvanceTo(result.Buffer.End);
        }
    }

    private void Post()
    {
        if (_batch.Count > 0)
        {
            environment.Commands.Post(CollectionsMarshal.AsSpan(_batch));
            _batch.Clear();
        }
    }

    private void EndFetches()
    {
        if (!_hasEndedFetches)
        {
            _hasEndedFetches = true;
            replies.CancelFetches();
            environment.Commands.Post([new InputEndedCommand(session)]);
        }
    }
}
