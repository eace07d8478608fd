using Faktory.Protocol;
using Microsoft.Extensions.Logging;

namespace Faktory.Client;

/// <summary>One shared connection that comes back: commands wait for it, bounded by the command timeout, and are repeated when their reply was lost.</summary>
internal sealed partial class CommandChannel(ConnectionSettings settings) : IAsyncDisposable, IDisposable
{
    internal static readonly Backoff Backoff = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));

    private readonly SemaphoreSlim _connecting = new(1, 1);
    private ServerConnection? _current;
    private Exception? _lastFailure;
    private int _failures;
    private volatile bool _isDisposed;

    public string Endpoint => settings.Transport.Endpoint;

    public TimeProvider Time => settings.Time;

    /// <summary>Sends a command and returns its reply.</summary>
    /// <param name="encode">Makes the bytes; told whether they repeat a command whose reply was lost, on a server that wants to know.</param>
    /// <param name="cancellationToken">Stops waiting; the command may still be carried out.</param>
    /// <exception cref="FaktoryConnectionException">No reply within the command timeout.</exception>
    public async Task<Reply> ExecuteAsync(Func<bool, byte[]> encode, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(settings.Time, settings.CommandTimeout);
        var wasSent = false;
        while (true)
        {
            var connection = await GetConnectionAsync(deadline, cancellationToken);
            try
            {
                var isResend = wasSent && (await InfoOfAsync(connection, deadline, cancellationToken)).Extensions.Contains(FaktoryExtensions.Resend);
                if (connection.TrySend(encode(isResend), out var reply))
                {
                    wasSent = true;
                    return await reply.AsReply.AsTask().WaitAsync(deadline.Remaining, settings.Time, cancellationToken);
                }
            }
            catch (FaktoryConnectionException e)
            {
                _lastFailure = e;
            }
            catch (TimeoutException)
            {
                // A connection that swallows commands would make every later command wait as long.
                connection.Abandon($"{Endpoint} did not answer within {settings.CommandTimeout}.");
                throw TimedOut();
            }
        }
    }

    public Task<Reply> ExecuteAsync(byte[] command, CancellationToken cancellationToken) => ExecuteAsync(_ => command, cancellationToken);

    /// <summary>What the connected server says of itself; asked once per connection.</summary>
    public async Task<ServerInfo> GetInfoAsync(CancellationToken cancellationToken)
    {
        var deadline = new Deadline(settings.Time, settings.CommandTimeout);
        while (true)
        {
            var connection = await GetConnectionAsync(deadline, cancellationToken);
            try
            {
                return await InfoOfAsync(connection, deadline, cancellationToken);
            }
            catch (FaktoryConnectionException e)
            {
                _lastFailure = e;
            }
            catch (TimeoutException)
            {
                connection.Abandon($"{Endpoint} did not answer within {settings.CommandTimeout}.");
                throw TimedOut();
            }
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        Volatile.Read(ref _current)?.Abandon($"The client of {Endpoint} was disposed.");
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        if (Volatile.Read(ref _current) is { } last)
        {
            await last.DisposeAsync();
        }
    }

    private Task<ServerInfo> InfoOfAsync(ServerConnection connection, Deadline deadline, CancellationToken cancellationToken) =>
        connection.GetInfoAsync().WaitAsync(deadline.Remaining, settings.Time, cancellationToken);

    private ValueTask<ServerConnection> GetConnectionAsync(Deadline deadline, CancellationToken cancellationToken) =>
        Volatile.Read(ref _current) is { IsLost: false } current && !_isDisposed
            ? ValueTask.FromResult(current)
            : ReconnectAsync(deadline, cancellationToken);

    private async ValueTask<ServerConnection> ReconnectAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(deadline.Remaining, settings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            while (true)
            {
                await _connecting.WaitAsync(either.Token);
                try
                {
                    if (await TryConnectAsync(either.Token) is { } connection)
                    {
                        return connection;
                    }
                }
                finally
                {
                    _connecting.Release();
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut();
        }
    }

    private async Task<ServerConnection?> TryConnectAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_current is { IsLost: false } current)
        {
            return current;
        }

        if (_current is { } lost)
        {
            _failures = lost.HasAnswered ? 0 : _failures + 1;
            _current = null;
            await lost.DisposeAsync();
        }

        if (_failures > 0)
        {
            await Task.Delay(Backoff.Delay(_failures, settings.Random), settings.Time, cancellationToken);
        }

        try
        {
            var connection = await ServerConnection.OpenAsync(settings, null, cancellationToken);
            Volatile.Write(ref _current, connection);
            if (_isDisposed)
            {
                await connection.DisposeAsync();
            }

            LogConnected(settings.Logger, Endpoint);
            return connection;
        }
        catch (FaktoryConnectionException e)
        {
            _failures++;
            _lastFailure = e;
            LogNotConnected(settings.Logger, Endpoint, e.Message);
            return null;
        }
    }

    private FaktoryConnectionException TimedOut() =>
        _lastFailure is { } cause
            ? new FaktoryConnectionException($"{Endpoint} did not answer within {settings.CommandTimeout}. Last failure: {cause.Message}", cause)
            : new FaktoryConnectionException($"{Endpoint} did not answer within {settings.CommandTimeout}.");

    [LoggerMessage(EventId = 2, Level = LogLevel.Debug, Message = "Connected to {Endpoint}.")]
    private static partial void LogConnected(ILogger logger, string endpoint);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "No connection to {Endpoint}; trying again until commands time out. {Reason}")]
    private static partial void LogNotConnected(ILogger logger, string endpoint, string reason);
}
