namespace Faktory.Worker;

/// <summary>One execution of a job: its cancellation and what bounds its time. The times are guarded by the lock of <see cref="RunningJobs"/>.</summary>
internal sealed class RunningJob : IDisposable
{
    private static readonly TimeSpan DefaultReservation = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan ShortestReservation = TimeSpan.FromMinutes(1);

    /// <summary>How much longer than the handler may run the job stays reserved, for the handler to end and for its FAIL to arrive.</summary>
    private static readonly TimeSpan Unwinding = TimeSpan.FromSeconds(30);

    /// <summary>Extensions that are due so soon go out together with one that is due now.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _cancellation = new();
    private readonly TimeSpan _reservation;
    private readonly TimeSpan _timeout;
    private DateTimeOffset _timesOutAt;
    private DateTimeOffset _extendAt;
    private int _reason;

    /// <summary>Starts the clock of a job that was just fetched.</summary>
    /// <param name="job">The job.</param>
    /// <param name="timeout">How long its handler may run.</param>
    /// <param name="now">The time.</param>
    /// <param name="turn">Its turn, where its handler's concurrency is limited; the timeout does not count while it waits for that.</param>
    public RunningJob(Job job, TimeSpan timeout, DateTimeOffset now, HandlerTurn? turn = null)
    {
        Job = job;
        Turn = turn;
        _reservation = Reservation(job);
        _timeout = timeout;
        ReservedUntil = now + _reservation;
        if (turn is { IsGranted: false })
        {
            _timesOutAt = DateTimeOffset.MaxValue;
            Extended(ReservedUntil);
        }
        else
        {
            RestartTimeout(now);
        }
    }

    public Job Job { get; }

    /// <summary>When the server gives the job up.</summary>
    public DateTimeOffset ReservedUntil { get; private set; }

    /// <summary>Whether <see cref="Observe"/> has asked for an extension that is still wanted.</summary>
    public bool AwaitsExtension { get; private set; }

    public CancellationToken CancellationToken => _cancellation.Token;

    public CancellationReason CancellationReason => (CancellationReason)Volatile.Read(ref _reason);

    /// <summary>The job's turn, where its handler's concurrency is limited; null otherwise.</summary>
    public HandlerTurn? Turn { get; }

    /// <summary>What becomes of the job if it failed.</summary>
    public FailureAction OnFailure { get; set; } = FailureAction.Retry;

    /// <summary>Whether the outcome was already decided by a hand-back, so that the handler's own comes too late.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Who watches over it; null for a run that no server knows of.</summary>
    public RunningJobs? Watcher { get; init; }

    /// <summary>When <see cref="Observe"/> has something to do next.</summary>
    public DateTimeOffset NextMoment
    {
        get
        {
            var end = CancellationReason == CancellationReason.None ? Earlier(_timesOutAt, ReservedUntil) : DateTimeOffset.MaxValue;
            return Earlier(end, _extendAt);
        }
    }

    /// <summary>Cancels the handler's token, off the caller's thread. The first reason stays.</summary>
    public void Cancel(CancellationReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, 0) == 0)
        {
            _ = CancelAsync();
        }
    }

    /// <summary>Starts the clock of its timeout anew, because the handler only begins now. The reservation goes on.</summary>
    public void RestartTimeout(DateTimeOffset now)
    {
        _timesOutAt = Later(now, _timeout);
        if (!AwaitsExtension)
        {
            Extended(ReservedUntil);
        }
    }

    /// <summary>Cancels the handler if its time, or the reservation's, is over.</summary>
    /// <returns>Whether the reservation is to be extended now.</returns>
    public bool Observe(DateTimeOffset now)
    {
        if (now >= _timesOutAt)
        {
            Cancel(CancellationReason.Timeout);
        }

        if (now >= ReservedUntil)
        {
            Cancel(CancellationReason.ReservationLost);
            StopExtending();
            return false;
        }

        if (now < _extendAt - Together)
        {
            return false;
        }

        _extendAt = DateTimeOffset.MaxValue;
        AwaitsExtension = true;
        return true;
    }

    /// <summary>Until when to ask for the job: for as long as its pusher wanted, but not beyond what its handler may take.</summary>
    public DateTimeOffset Extension(DateTimeOffset now) => Earlier(now + _reservation, HeldUntil);

    /// <summary>The server holds the job until then. At half of that time more is asked for, so that there is time to try again.</summary>
    public void Extended(DateTimeOffset until)
    {
        ReservedUntil = until;
        AwaitsExtension = false;
        _extendAt = until < HeldUntil ? until - (_reservation / 2) : DateTimeOffset.MaxValue;
    }

    /// <summary>Lets go of a job whose handler does not end.</summary>
    public void Abandon() => IsAbandoned = true;

    /// <summary>The handler has ended, so the job needs its reservation no longer.</summary>
    // The source is not disposed: it holds nothing, and late registrations must still see it cancelled.
    public void Dispose() => StopExtending();

    private DateTimeOffset HeldUntil => Later(_timesOutAt, Unwinding);

    private void StopExtending()
    {
        AwaitsExtension = false;
        _extendAt = DateTimeOffset.MaxValue;
    }

    private async Task CancelAsync()
    {
        try
        {
            await _cancellation.CancelAsync();
        }
        catch (AggregateException exception)
        {
            Watcher?.CancellationFailed(this, exception);
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset moment, TimeSpan by) =>
        by < DateTimeOffset.MaxValue - moment ? moment + by : DateTimeOffset.MaxValue;

    private static TimeSpan Reservation(Job job) =>
        job.ReserveFor is not { } reserved || reserved == TimeSpan.Zero ? DefaultReservation
        : reserved < ShortestReservation ? ShortestReservation
        : reserved;
}
