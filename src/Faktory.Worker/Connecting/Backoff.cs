namespace Faktory.Worker;

/// <summary>How long to wait before the next attempt to reach a server: doubling from 0.1 s to 10 s, half of it random, so that workers do not return in step.</summary>
internal sealed class Backoff(TimeProvider time, Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private int _failures;

    /// <summary>Starts over after a success.</summary>
    public void Reset() => _failures = 0;

    /// <summary>Waits.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Next(), time, cancellationToken);

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        var full = Math.Min(First.TotalMilliseconds * Math.Pow(2, Math.Min(_failures, 30)), Longest.TotalMilliseconds);
        _failures++;
        double jitter;
        lock (random)
        {
            jitter = random.NextDouble();
        }

        return TimeSpan.FromMilliseconds(full * (0.5 + (jitter / 2)));
    }
}
