using Faktory.Client;

namespace Faktory.Worker;

/// <summary>The waits of one link: each failure in a row makes the next one longer, up to 10 s.</summary>
/// <param name="time">The clock.</param>
/// <param name="random">Source of the jitter; may be shared, because it is only used under its own lock.</param>
internal sealed class ReconnectPause(TimeProvider time, Random random)
{
    private static readonly Backoff Backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));

    private int _failures;

    /// <summary>Starts over after a success.</summary>
    public void Reset() => _failures = 0;

    /// <summary>Waits after a failure.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause;
        lock (random)
        {
            pause = Backoff.Delay(++_failures, random);
        }

        return Task.Delay(pause, time, cancellationToken);
    }
}
