namespace Faktory.Worker;

/// <summary>One execution of a job: its cancellation and what bounds its time.</summary>
internal sealed class RunningJob : IDisposable
{
    private static readonly TimeSpan DefaultReservation = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan ShortestReservation = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _cancellation = new();
    private readonly ITimer _timer;
    private readonly TimeSpan? _timeout;
    private readonly TimeProvider _time;
    private CancellationReason _endsAs;
    private int _reason;

    /// <summary>Starts the clock of a job that was just fetched.</summary>
    /// <param name="job">The job.</param>
    /// <param name="timeout">How long its handler may run; null for as long as the reservation.</param>
    /// <param name="time">The clock.</param>
    /// <param name="turn">Its turn, where its handler's concurrency is limited; the timeout does not count while it waits for that.</param>
    public RunningJob(Job job, TimeSpan? timeout, TimeProvider time, HandlerTurn? turn = null)
    {
        Job = job;
        Turn = turn;
        (_timeout, _time) = (timeout, time);
        var reservation = Reservation(job);
        ReservedUntil = time.GetUtcNow() + reservation;
        (var limit, _endsAs) = timeout < reservation && turn is not { IsGranted: false }
            ? (timeout.Value, CancellationReason.Timeout)
            : (reservation, CancellationReason.ReservationLost);
        _timer = time.CreateTimer(_ => Cancel(_endsAs), null, limit, Timeout.InfiniteTimeSpan);
    }

    public Job Job { get; }

    /// <summary>When the server gives the job up.</summary>
    public DateTimeOffset ReservedUntil { get; }

    public CancellationToken CancellationToken => _cancellation.Token;

    public CancellationReason CancellationReason => (CancellationReason)Volatile.Read(ref _reason);

    /// <summary>The job's turn, where its handler's concurrency is limited; null otherwise.</summary>
    public HandlerTurn? Turn { get; }

    /// <summary>What becomes of the job if it failed.</summary>
    public FailureAction OnFailure { get; set; } = FailureAction.Retry;

    /// <summary>Whether the outcome was already decided by a hand-back, so that the handler's own comes too late.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Receives what the handler's own reactions to its cancellation threw.</summary>
    public Action<Exception>? CancellationFailed { get; init; }

    /// <summary>Cancels the handler's token, off the caller's thread. The first reason stays.</summary>
    public void Cancel(CancellationReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, 0) == 0)
        {
            _ = CancelAsync();
        }
    }

    /// <summary>Starts the clock of its timeout anew, because the handler only begins now. The reservation goes on.</summary>
    public void RestartTimeout()
    {
        if (_timeout < ReservedUntil - _time.GetUtcNow())
        {
            _endsAs = CancellationReason.Timeout;
            _timer.Change(_timeout.Value, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Lets go of a job whose handler does not end.</summary>
    public void Abandon() => IsAbandoned = true;

    // The source itself holds nothing once its timer is not used, and late registrations must still see it cancelled.
    public void Dispose() => _timer.Dispose();

    private async Task CancelAsync()
    {
        try
        {
            await _cancellation.CancelAsync();
        }
        catch (AggregateException exception)
        {
            CancellationFailed?.Invoke(exception);
        }
    }

    private static TimeSpan Reservation(Job job) =>
        job.ReserveFor is not { } reserved || reserved == TimeSpan.Zero ? DefaultReservation
        : reserved < ShortestReservation ? ShortestReservation
        : reserved;
}
