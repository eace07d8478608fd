using System.Diagnostics.CodeAnalysis;
using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>
/// One greeted connection: its writing and its reading half live and end together. Commands go out in the order of <see cref="TrySend"/>, replies
/// are matched in that order. Once lost it stays lost.
/// </summary>
internal sealed class ServerConnection : IAsyncDisposable
{
    // A fetched job may be larger than the command that pushed it: the server adds times and failures.
    private const int MaxReplyBytes = 4 * WireLimits.DefaultMaxPayloadBytes;

    private readonly IFaktoryConnection _connection;
    private readonly CommandOutput _output;
    private readonly ReplyInput _input;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOutputEnding;
    private Task<ServerInfo>? _info;
    private Task _ended = Task.CompletedTask;
    private FaktoryConnectionException? _lost;

    private ServerConnection(IFaktoryConnection connection, ReplyReader replies, string endpoint)
    {
        _connection = connection;
        _output = new CommandOutput(connection.Output, Lose);
        _input = new ReplyInput(replies, endpoint);
        Endpoint = endpoint;
    }

    public string Endpoint { get; }

    /// <summary>Completes, without an error, when nothing more can arrive.</summary>
    public Task Closed => _closed.Task;

    public bool IsLost => Volatile.Read(ref _lost) is not null;

    /// <inheritdoc cref="ReplyInput.HasAnswered"/>
    public bool HasAnswered => _input.HasAnswered;

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
    /// <param name="command">Its bytes.</param>
    /// <param name="reply">To be awaited once.</param>
    /// <param name="continuesInline"><inheritdoc cref="ReplyInput.Expect" path="/param[@name='continuesInline']"/></param>
    /// <returns>False when the connection was lost before; then nothing was sent.</returns>
    public bool TrySend(ReadOnlySpan<byte> command, [NotNullWhen(true)] out PendingReply? reply, bool continuesInline = false)
    {
        lock (_gate)
        {
            if (_lost is not null || _isOutputEnding)
            {
                reply = null;
                return false;
            }

            reply = _input.Expect(continuesInline);
            _output.Append(command);
            return true;
        }
    }

    /// <summary>As <see cref="TrySend"/>, but an exception when the connection was lost before.</summary>
    public ValueTask<Reply> SendAsync(ReadOnlySpan<byte> command) =>
        TrySend(command, out var reply) ? reply.AsReply : ValueTask.FromException<Reply>(Lost);

    /// <summary>As <see cref="SendAsync"/>, for a worker's FETCH, whose sender goes on before the next reply is read.</summary>
    public ValueTask<Job?> SendForJobAsync(ReadOnlySpan<byte> command) =>
        TrySend(command, out var reply, continuesInline: true) ? reply.AsJob : ValueTask.FromException<Job?>(Lost);

    /// <summary>As <see cref="SendAsync"/>, for a worker's result, whose sender goes on before the next reply is read.</summary>
    public ValueTask SendForOkAsync(ReadOnlySpan<byte> command) =>
        TrySend(command, out var reply, continuesInline: true) ? reply.AsOk : ValueTask.FromException(Lost);

    /// <summary>INFO, asked once and remembered.</summary>
    public Task<ServerInfo> GetInfoAsync()
    {
        lock (_gate)
        {
            return _info is { IsFaulted: false } ? _info : _info = AskAsync();
        }

        async Task<ServerInfo> AskAsync() => ServerInfoJson.Read(Answers.Bulk(await SendAsync(CommandText.Info)));
    }

    public void HoldWrites() => _output.Hold();

    public void ReleaseWrites() => _output.Release();

    /// <summary>Half-closes once everything sent so far is written.</summary>
    public async ValueTask CompleteWritesAsync()
    {
        lock (_gate)
        {
            if (_isOutputEnding || _lost is not null)
            {
                return;
            }

            _isOutputEnding = true;
        }

        await _output.CompleteAsync();
    }

    /// <summary>Gives the connection up; open commands fail with <paramref name="reason"/>.</summary>
    public void Abandon(string reason, Exception? cause = null)
    {
        lock (_gate)
        {
            if (_lost is not null)
            {
                return;
            }

            _lost = cause as FaktoryConnectionException
                ?? (cause is null ? new FaktoryConnectionException(reason) : new FaktoryConnectionException(reason, cause));
            _ended = EndAsync();
        }

        _input.Fail(_lost);
        _closed.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Abandon($"The connection to {Endpoint} was closed by this program.");
        await _ended;
    }

    private FaktoryConnectionException Lost => _lost ?? new FaktoryConnectionException($"The connection to {Endpoint} is closing.");

    private async Task ReadAsync()
    {
        try
        {
            Abandon(await _input.RunAsync());
        }
        catch (Exception e)
        {
            // The boundary of everything a transport may throw; the waiting senders are told.
            Lose(e);
        }
    }

    private void Lose(Exception e) => Abandon($"The connection to {Endpoint} was lost: {e.Message}", e);

    private async Task EndAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _connection.DisposeAsync();
    }
}
