namespace Faktory.Worker;

/// <summary>One job's turn at a handler whose concurrency is limited; disposing it lets the next job in.</summary>
internal sealed class HandlerTurn(HandlerTurns turns, HandlerLimit limit, string queue) : IDisposable
{
    private readonly TaskCompletionSource<bool> _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposed;

    public HandlerLimit Limit { get; } = limit;

    /// <summary>The queue that the job came from.</summary>
    public string Queue { get; } = queue;

    /// <summary>Whether it counts against the limit. Kept by <see cref="HandlerTurns"/>, under its lock.</summary>
    public bool IsGranted { get; private set; }

    /// <summary>Waits for the turn.</summary>
    /// <returns>False when it never comes, because the worker stops.</returns>
    public Task<bool> WaitAsync(CancellationToken cancellationToken) => _granted.Task.WaitAsync(cancellationToken);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            turns.Leave(this);
        }
    }

    /// <summary>Ends the wait.</summary>
    internal void End(bool isGranted)
    {
        IsGranted = isGranted;
        _granted.TrySetResult(isGranted);
    }
}
