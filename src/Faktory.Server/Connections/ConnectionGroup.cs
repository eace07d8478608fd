using System.Collections.Concurrent;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Connections;

/// <summary>The open connections of one way in: runs each, reports what goes wrong, and ends them all when the server stops.</summary>
internal sealed partial class ConnectionGroup(ConnectionEnvironment environment, bool isInProcess)
{
    private readonly ConcurrentDictionary<FaktoryConnection, Task> _open = new();
    private readonly ILogger _logger = environment.LoggerFactory.CreateLogger<FaktoryConnection>();
    private volatile bool _isStopping;

    public bool IsStopping => _isStopping;

    /// <summary>Serves one connection until it ends. Never throws.</summary>
    /// <param name="pipe">The bytes.</param>
    /// <param name="abort">Cuts the connection below the pipes. Must not throw.</param>
    public Task RunAsync(IDuplexPipe pipe, Action abort)
    {
        var connection = new FaktoryConnection(pipe, environment, isInProcess, abort);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[connection] = ended.Task;
        if (_isStopping)
        {
            connection.BeginStop();
        }

        return ServeAsync(connection, ended);
    }

    /// <summary>Ends every connection: what was applied is still answered. What is open after the stop timeout is cut.</summary>
    /// <param name="cancellationToken">Cuts them at once.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        foreach (var connection in _open.Keys)
        {
            connection.BeginStop();
        }

        using var bound = new CancellationTokenSource(environment.Options.StopTimeout, environment.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        var all = Task.WhenAll(_open.Values);
        try
        {
            await all.WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            foreach (var connection in _open.Keys)
            {
                connection.Abort();
            }

            await all;
        }
    }

    private async Task ServeAsync(FaktoryConnection connection, TaskCompletionSource ended)
    {
        try
        {
            await connection.RunAsync();
        }
        catch (Exception exception)
        {
            // The boundary of a connection: whatever went wrong in one must not reach the others.
            LogFailed(_logger, exception);
            connection.Abort();
        }
        finally
        {
            _open.TryRemove(connection, out _);
            ended.SetResult();
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A connection was closed because of an unexpected error.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
