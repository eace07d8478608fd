namespace Faktory.Server.Hosting;

/// <summary>Engine time, which never goes back, and the one timer that wakes the engine. Engine thread only, but for the timer's call.</summary>
internal sealed class EngineClock : IDisposable
{
    /// <summary>Timers take no longer spans than 49 days; waking once a day costs nothing.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTime _last;
    private long _lastStamp;
    private DateTime? _armedFor;

    public EngineClock(TimeProvider time, Action ring)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((Action)state!)(), ring, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The clock, UTC. Where it was set back, engine time goes on from where it was: a wait must end, and nothing happens before its cause.</summary>
    public DateTime Now()
    {
        var clock = _time.GetUtcNow().UtcDateTime;
        var stamp = _time.GetTimestamp();
        _last = clock >= _last ? clock : _last + _time.GetElapsedTime(_lastStamp, stamp);
        _lastStamp = stamp;
        return _last;
    }

    /// <summary>The timer rang: nothing is armed any more, even if it rang a little early.</summary>
    public void OnRang() => _armedFor = null;

    /// <summary>Rings at <paramref name="due"/> or earlier: a timer that is set to an earlier time is left alone, which spares most changes.</summary>
    public void Arm(DateTime? due)
    {
        if (due is not { } at || (_armedFor is { } armed && armed <= at))
        {
            return;
        }

        var wait = at - Now();
        wait = wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait;
        _armedFor = _last + wait;
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();
}
