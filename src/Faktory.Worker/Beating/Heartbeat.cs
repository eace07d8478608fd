using Faktory.Client;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>Tells the server every 15 s that the worker lives (FWP BEAT), over its own connection, and passes on what the server wants.</summary>
internal sealed partial class Heartbeat(WorkerLink link, Action<WorkerOrder> obey, Action<IReadOnlyList<string>> cancel, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private WorkerOrder? _state;

    /// <summary>Beats, the first time at once, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await BeatAsync(cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Puts the worker into a state and tells the server at once.</summary>
    public Task AnnounceAsync(WorkerOrder state, CancellationToken cancellationToken)
    {
        _state = state;
        return BeatAsync(cancellationToken);
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        // A server that has forgotten the worker learns of it again from the HELLO of a new connection.
        if (!await TryBeatAsync(cancellationToken))
        {
            await TryBeatAsync(cancellationToken);
        }
    }

    private async Task<bool> TryBeatAsync(CancellationToken cancellationToken)
    {
        var connection = await link.GetAsync(cancellationToken);
        try
        {
            var answer = await connection.BeatAsync(_state, Environment.WorkingSet / 1024).WaitAsync(Patience, time, cancellationToken);
            link.Worked();
            if (answer.Cancelled.Count > 0)
            {
                cancel(answer.Cancelled);
            }

            if (answer.Order != WorkerOrder.Run)
            {
                obey(answer.Order);
            }

            return true;
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is FaktoryConnectionException or IOException)
        {
            // The worker leaves and has closed the connection itself.
            return true;
        }
        catch (Exception exception) when (exception is FaktoryConnectionException or IOException or TimeoutException)
        {
            Log.Failed(logger, connection.Endpoint, exception.Message);
            await link.DropAsync(connection);
            return false;
        }
        catch (FaktoryException refusal) when (refusal.Message.Contains("unknown worker", StringComparison.OrdinalIgnoreCase))
        {
            Log.Forgotten(logger, connection.Endpoint);
            await link.DropAsync(connection);
            return false;
        }
        catch (FaktoryException refusal)
        {
            Log.Failed(logger, connection.Endpoint, refusal.Message);
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(80, LogLevel.Warning, "A heartbeat to {Endpoint} failed: {Reason}")]
        public static partial void Failed(ILogger logger, string endpoint, string reason);

        [LoggerMessage(81, LogLevel.Warning, "{Endpoint} does not know this worker any more; introducing it again")]
        public static partial void Forgotten(ILogger logger, string endpoint);
    }
}
