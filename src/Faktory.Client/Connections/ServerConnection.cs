using System.Buffers;
using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>
/// One greeted connection. Commands go out in the order of <see cref="TrySend"/>, as many in one write as have gathered; replies are matched in that order.
/// Once lost it stays lost.
/// </summary>
internal sealed class ServerConnection : IAsyncDisposable
{
    // A fetched job may be larger than the command that pushed it: the server adds times and failures.
    private const int MaxReplyBytes = 4 * WireLimits.DefaultMaxPayloadBytes;
    private const int KeptBufferBytes = 1024 * 1024;

    private readonly IFaktoryConnection _connection;
    private readonly ReplyReader _replies;
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<Reply>> _waiting = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ArrayBufferWriter<byte> _filling = new();
    private ArrayBufferWriter<byte> _writing = new();
    private bool _isWriting;
    private bool _isOutputEnding;
    private int _holds;
    private Task<ServerInfo>? _info;
    private Task _ended = Task.CompletedTask;
    private FaktoryConnectionException? _lost;

    private ServerConnection(IFaktoryConnection connection, ReplyReader replies, string endpoint)
    {
        _connection = connection;
        _replies = replies;
        Endpoint = endpoint;
    }

    public string Endpoint { get; }

    /// <summary>Completes, without an error, when nothing more can arrive.</summary>
    public Task Closed => _closed.Task;

    public bool IsLost => Volatile.Read(ref _lost) is not null;

    /// <summary>Whether the server has answered a command; one that only greets does not count as healthy.</summary>
    public bool HasAnswered { get; private set; }

    /// <exception cref="FaktoryConnectionException">The server could not be reached or is none.</exception>
    /// <exception cref="FaktoryException">The server wants another password.</exception>
    public static async Task<ServerConnection> OpenAsync(ConnectionSettings settings, WorkerIdentity? identity, CancellationToken cancellationToken)
    {
        var endpoint = settings.Transport.Endpoint;
        IFaktoryConnection? pipe = null;
        try
        {
            pipe = await settings.Transport.ConnectAsync(cancellationToken);
            var replies = new ReplyReader(pipe.Input, MaxReplyBytes);
            await Greeting.ExchangeAsync(pipe.Output, replies, settings, identity, cancellationToken);
            var connection = new ServerConnection(pipe, replies, endpoint);
            pipe = null;
            _ = connection.ReadAsync();
            return connection;
        }
        catch (IOException e)
        {
            throw new FaktoryConnectionException($"Could not connect to {endpoint}: {e.Message}", e);
        }
        finally
        {
            if (pipe is not null)
            {
                await pipe.DisposeAsync();
            }
        }
    }

    /// <summary>Sends one encoded command.</summary>
    /// <returns>False when the connection was lost before; then nothing was sent.</returns>
    public bool TrySend(ReadOnlySpan<byte> command, out Task<Reply> reply)
    {
        var waiting = new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
        reply = waiting.Task;
        bool isFirst;
        lock (_gate)
        {
            if (_lost is not null || _isOutputEnding)
            {
                return false;
            }

            _filling.Write(command);
            _waiting.Enqueue(waiting);
            isFirst = TryBeginWriting();
        }

        if (isFirst)
        {
            _ = WriteAsync();
        }

        return true;
    }

    /// <summary>As <see cref="TrySend"/>, but an exception when the connection was lost before.</summary>
    public Task<Reply> SendAsync(ReadOnlySpan<byte> command) =>
        TrySend(command, out var reply) ? reply : Task.FromException<Reply>(_lost ?? new FaktoryConnectionException($"The connection to {Endpoint} is closing."));

    /// <summary>INFO, asked once and remembered.</summary>
    public Task<ServerInfo> GetInfoAsync()
    {
        lock (_gate)
        {
            return _info is { IsFaulted: false } ? _info : _info = AskAsync();
        }

        async Task<ServerInfo> AskAsync() => ServerInfoJson.Read(Answers.Bulk(await SendAsync(CommandText.Info)));
    }

    public void HoldWrites()
    {
        lock (_gate)
        {
            _holds++;
        }
    }

    public void ReleaseWrites()
    {
        bool isFirst;
        lock (_gate)
        {
            _holds = Math.Max(0, _holds - 1);
            isFirst = TryBeginWriting();
        }

        if (isFirst)
        {
            _ = WriteAsync();
        }
    }

    /// <summary>Half-closes once everything sent so far is written.</summary>
    public async ValueTask CompleteWritesAsync()
    {
        bool isFirst;
        lock (_gate)
        {
            if (_isOutputEnding || _lost is not null)
            {
                return;
            }

            _isOutputEnding = true;
            _holds = 0;
            isFirst = !_isWriting;
            _isWriting = true;
        }

        if (isFirst)
        {
            await WriteAsync();
        }
    }

    /// <summary>Gives the connection up; open commands fail with <paramref name="reason"/>.</summary>
    public void Abandon(string reason, Exception? cause = null)
    {
        TaskCompletionSource<Reply>[] waiting;
        lock (_gate)
        {
            if (_lost is not null)
            {
                return;
            }

            _lost = cause as FaktoryConnectionException
                ?? (cause is null ? new FaktoryConnectionException(reason) : new FaktoryConnectionException(reason, cause));
            waiting = [.. _waiting];
            _waiting.Clear();
            _ended = EndAsync();
        }

        foreach (var reply in waiting)
        {
            reply.TrySetException(_lost);
        }

        _closed.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Abandon($"The connection to {Endpoint} was closed by this program.");
        await _ended;
    }

    private bool TryBeginWriting()
    {
        if (_isWriting || _holds > 0 || _filling.WrittenCount == 0)
        {
            return false;
        }

        return _isWriting = true;
    }

    private async Task WriteAsync()
    {
        // Off the caller's thread, so that commands sent at the same moment share one write.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (true)
            {
                bool isEnd;
                lock (_gate)
                {
                    isEnd = _filling.WrittenCount == 0;
                    if (isEnd && !_isOutputEnding)
                    {
                        _isWriting = false;
                        return;
                    }

                    (_filling, _writing) = (_writing, _filling);
                }

                if (isEnd)
                {
                    await _connection.Output.CompleteAsync();
                    return;
                }

                await _connection.Output.WriteAsync(_writing.WrittenMemory);
                _writing.ResetWrittenCount();
                if (_writing.Capacity > KeptBufferBytes)
                {
                    _writing = new ArrayBufferWriter<byte>();
                }
            }
        }
        catch (Exception e)
        {
            // The boundary of everything a transport may throw; the senders are told.
            Abandon($"The connection to {Endpoint} was lost: {e.Message}", e);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _replies.ReadAsync() is { } reply)
            {
                if (Answers.IsFarewell(reply))
                {
                    Abandon($"{Endpoint} hung up: {reply.Text}");
                    return;
                }

                TaskCompletionSource<Reply>? waiting;
                lock (_gate)
                {
                    _waiting.TryDequeue(out waiting);
                }

                if (waiting is null)
                {
                    throw new FaktoryProtocolException($"the server sent \"{reply.Text}\" although nothing was asked");
                }

                HasAnswered = true;
                waiting.TrySetResult(reply);
            }

            Abandon($"{Endpoint} closed the connection.");
        }
        catch (Exception e)
        {
            // The boundary of everything a transport may throw; the waiting senders are told.
            Abandon($"The connection to {Endpoint} was lost: {e.Message}", e);
        }
    }

    private async Task EndAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _connection.DisposeAsync();
    }
}
