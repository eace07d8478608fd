namespace Faktory.Worker;

/// <summary>One timer for the moments of many jobs: it rings at the earliest of them. Guarded by its owner's lock.</summary>
internal sealed class Alarm : IDisposable
{
    // Longer than a timer can wait; ringing for nothing once a day does no harm.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTimeOffset _setFor = DateTimeOffset.MaxValue;

    /// <param name="time">The clock.</param>
    /// <param name="ring">Called outside the lock; sets the alarm anew after <see cref="Stop"/>.</param>
    public Alarm(TimeProvider time, Action ring)
    {
        _time = time;
        _timer = time.CreateTimer(_ => ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sees to it that it rings no later than at a moment.</summary>
    public void RingBy(DateTimeOffset moment)
    {
        if (moment >= _setFor)
        {
            return;
        }

        _setFor = moment;

        // Rounded up, because a timer that counts milliseconds would ring just before the moment, for nothing.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling((moment - _time.GetUtcNow()).TotalMilliseconds));
        _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Forgets all moments.</summary>
    public void Stop() => _setFor = DateTimeOffset.MaxValue;

    public void Dispose() => _timer.Dispose();
}
