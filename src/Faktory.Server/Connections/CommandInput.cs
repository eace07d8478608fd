using System.Buffers;
using System.IO.Pipelines;
using Faktory.Server.Engine;

namespace Faktory.Server.Connections;

/// <summary>
/// The reading half of a connection: reads while there is room for replies, takes all lines of a read together, and ends when its client, the server's
/// stop or an abort says so.
/// </summary>
/// <param name="input">The bytes.</param>
/// <param name="session">The connection as the engine sees it.</param>
/// <param name="environment">What all connections share.</param>
/// <param name="replies">Where every command gets its place.</param>
internal sealed class CommandInput(PipeReader input, Session session, ConnectionEnvironment environment, ReplyQueue replies)
{
    private readonly LineCutter _lines = new(environment.Options.MaxPayloadBytes);
    private readonly CommandIntake _intake = new(session, environment, replies);
    private readonly AsyncSignal _wake = new();
    private bool _isCompleted;
    private volatile bool _hasEndedFetches;
    private volatile bool _isStopping;
    private volatile bool _isCut;

    /// <summary>Whether the client takes no jobs any more, because its input ended or the server stops.</summary>
    public bool HasEndedFetches => _hasEndedFetches;

    private bool IsOver => _isCompleted || _intake.IsOver;

    /// <summary>Reads until the client's input ends, or something ends it before.</summary>
    /// <param name="onAnswered">Called when the connection answered something itself, which may leave now.</param>
    public async Task RunAsync(Action onAnswered)
    {
        try
        {
            await ReadAllAsync(onAnswered);
            if (_lines.IsInsideLongLine)
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

    /// <inheritdoc cref="CommandIntake.Refuse"/>
    public void Refuse(string error) => _intake.Refuse(error);

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
        while (!IsOver)
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
            if (_intake.TakeHasAnswered())
            {
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
        while (!IsOver && !(isFull = replies.IsFull) && _lines.TryTake(ref buffer, out var line))
        {
            if (_isStopping)
            {
                _intake.Refuse("shutdown in progress");
            }
            else
            {
                _intake.Accept(line, now);
            }
        }

        var examined = buffer.Start;
        if (!IsOver && !isFull)
        {
            examined = buffer.End;
            _lines.Keep(buffer);
            if (_lines.IsInsideLongLine)
            {
                _intake.RefuseLongLine();
                buffer = buffer.Slice(buffer.End);
            }

            _isCompleted = result.IsCompleted;
        }

        input.AdvanceTo(buffer.Start, examined);
        _intake.Post();
    }

    /// <summary>
    /// A client that still writes its line reads no reply yet, and closing a socket with unread bytes would destroy
    /// the one on its way.
    /// </summary>
    private async Task DiscardLineAsync()
    {
        // The deadline first: whoever learns that the input has ended may count on it.
        using var deadline = new CancellationTokenSource(environment.Options.HandshakeTimeout, environment.Time);
        EndFetches();
        var isInside = true;
        while (isInside)
        {
            var result = await input.ReadAsync(deadline.Token);
            isInside = !result.IsCompleted && !_isCut && result.Buffer.PositionOf((byte)'\n') is null;
            input.AdvanceTo(result.Buffer.End);
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
