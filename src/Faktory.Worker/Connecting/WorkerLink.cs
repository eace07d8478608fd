using Faktory.Client;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>One connection of a worker that is made when it is needed and made again, with backoff, when it is lost.</summary>
/// <param name="factory">Connects.</param>
/// <param name="identity">What the worker says of itself.</param>
/// <param name="pause">How long to wait between attempts.</param>
/// <param name="purpose">For the log: "fetch", "report" or "heartbeat".</param>
/// <param name="logger">The log.</param>
internal sealed partial class WorkerLink(IFaktoryWorkerConnectionFactory factory, WorkerIdentity identity, ReconnectPause pause, string purpose, ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IFaktoryWorkerConnection? _current;
    private bool _dropped;

    /// <summary>The open connection; connects first if there is none, for as long as it takes.</summary>
    public async ValueTask<IFaktoryWorkerConnection> GetAsync(CancellationToken cancellationToken)
    {
        if (_current is { Closed.IsCompleted: false } open)
        {
            return open;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            while (_current is not { Closed.IsCompleted: false })
            {
                await ReconnectAsync(cancellationToken);
            }

            return _current;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>To be called when a command was answered, so that the next loss is repaired at once.</summary>
    public void Worked() => pause.Reset();

    /// <summary>Gives up a connection that failed, unless it has been replaced already.</summary>
    public async ValueTask DropAsync(IFaktoryWorkerConnection failed)
    {
        if (Interlocked.CompareExchange(ref _current, null, failed) == failed)
        {
            Volatile.Write(ref _dropped, true);
            Log.Lost(logger, purpose, failed.Endpoint);
            await failed.DisposeAsync();
        }
    }

    /// <summary>Closes a connection that has served its purpose, which is nothing to warn of.</summary>
    public async ValueTask CloseAsync(IFaktoryWorkerConnection served)
    {
        if (Interlocked.CompareExchange(ref _current, null, served) == served)
        {
            await served.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _current, null) is { } connection)
        {
            await connection.DisposeAsync();
        }
    }

    private async Task ReconnectAsync(CancellationToken cancellationToken)
    {
        if (_current is { } closed)
        {
            await DropAsync(closed);
        }

        if (Interlocked.Exchange(ref _dropped, false))
        {
            await pause.WaitAsync(cancellationToken);
        }

        try
        {
            _current = await factory.ConnectAsync(identity, cancellationToken);
            Log.Connected(logger, purpose, _current.Endpoint);
        }
        catch (Exception exception) when (exception is FaktoryException or IOException)
        {
            Log.Unreachable(logger, purpose, factory.Endpoint, exception.Message);
            await pause.WaitAsync(cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Debug, "The worker's {Purpose} connection to {Endpoint} is open")]
        public static partial void Connected(ILogger logger, string purpose, string endpoint);

        [LoggerMessage(21, LogLevel.Warning, "The worker's {Purpose} connection to {Endpoint} was lost; connecting again")]
        public static partial void Lost(ILogger logger, string purpose, string endpoint);

        [LoggerMessage(22, LogLevel.Warning, "The worker's {Purpose} connection to {Endpoint} could not be made: {Reason} Trying again")]
        public static partial void Unreachable(ILogger logger, string purpose, string endpoint, string reason);
    }
}
