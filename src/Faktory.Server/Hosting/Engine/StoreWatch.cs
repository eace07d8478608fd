namespace Faktory.Server.Hosting;

/// <summary>
/// Notices a call of the store that does not return. It counts rings of its timer during which the same call was under
/// way, not the time that passed: a process that was paused for an hour has not waited for its disk.
/// </summary>
internal sealed class StoreWatch : IDisposable
{
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(5);

    private const int FewestRounds = 6;

    private readonly Lock _gate = new();
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _round;
    private readonly Action<StoreEvent> _raise;
    private readonly ITimer _timer;
    private long _call;
    private long _watched;
    private int _rounds;
    private bool _isCalling;
    private bool _isArmed;

    /// <param name="timeout">After so long a call is given up.</param>
    /// <param name="time">Its timer runs on it.</param>
    /// <param name="raise">Hears <see cref="StoreEvent.Stalled"/>, then <see cref="StoreEvent.Resumed"/> or <see cref="StoreEvent.Hung"/>.</param>
    public StoreWatch(TimeSpan timeout, TimeProvider time, Action<StoreEvent> raise)
    {
        (_timeout, _raise) = (timeout, raise);
        _round = timeout / FewestRounds < LongestRound ? timeout / FewestRounds : LongestRound;
        _timer = time.CreateTimer(static state => ((StoreWatch)state!).OnRang(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A call begins. Most calls are over long before the timer rings, so it is set at most once per round.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _call++;
            _isCalling = true;
            if (!_isArmed)
            {
                Observe();
            }
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _isCalling = false;
            if (_watched == _call && _rounds > 0)
            {
                _raise(new StoreEvent.Resumed());
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnRang()
    {
        lock (_gate)
        {
            _isArmed = false;
            if (!_isCalling)
            {
                return;
            }

            if (_watched != _call)
            {
                Observe();
                return;
            }

            OnSilentRound();
        }
    }

    private void OnSilentRound()
    {
        _rounds++;
        if (_rounds * _round >= _timeout)
        {
            _raise(new StoreEvent.Hung(_rounds * _round));
            return;
        }

        if (_rounds == 1)
        {
            _raise(new StoreEvent.Stalled(_round));
        }

        Arm();
    }

    private void Observe()
    {
        (_watched, _rounds) = (_call, 0);
        Arm();
    }

    private void Arm()
    {
        _isArmed = true;
        _timer.Change(_round, Timeout.InfiniteTimeSpan);
    }
}
