using Faktory.Client;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>
/// Asks for a job per free slot, as far as the pace of the server's answers allows. The slot of a result counts as free once the result stands
/// before a FETCH on the same connection, because the server applies both in that order.
/// </summary>
internal sealed partial class Fetcher(WorkerLink link, QueueList queues, SlotCount slots, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    private static readonly TimeSpan PauseWhenTooSoon = TimeSpan.FromMilliseconds(250);

    private Lane? _lane;
    private bool _isQuiet;

    /// <summary>Whether it fetches nothing more.</summary>
    public bool IsQuiet => Volatile.Read(ref _isQuiet);

    /// <summary>How long the latest FETCH has been without an answer; zero when it has one. For anyone outside the gate.</summary>
    public TimeSpan Unanswered
    {
        get
        {
            lock (slots.Gate)
            {
                return _lane is { Fetching: > 0 } lane ? time.GetElapsedTime(lane.FetchedAt) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Receives each job inside the slots' gate.</summary>
    public required Action<Job> OnJob { get; init; }

    /// <summary>Whether a queue is left out for now. Asked inside the slots' gate, for each FETCH.</summary>
    public Func<string, bool> IsHeldUp { get; init; } = _ => false;

    /// <summary>Fetches over a connection from now on.</summary>
    public Lane Open(IFaktoryWorkerConnection connection)
    {
        var lane = new Lane(connection, new FetchPace(time));
        lock (slots.Gate)
        {
            _lane = lane;
            Pump(lane);
        }

        return lane;
    }

    /// <summary>Fetches no more over the connection of now.</summary>
    /// <returns>Its lane; null when there was none.</returns>
    public Lane? LetGo()
    {
        lock (slots.Gate)
        {
            var lane = _lane;
            _lane = null;
            return lane;
        }
    }

    /// <summary>Fetches nothing more over any connection.</summary>
    public void Quiet()
    {
        lock (slots.Gate)
        {
            _isQuiet = true;
        }
    }

    /// <summary>Asks for jobs if there are free slots. Inside the slots' gate.</summary>
    public void Pump()
    {
        if (_lane is { } lane)
        {
            Pump(lane);
        }
    }

    /// <summary>Sends a result and the FETCHes for its slot in one write, result first.</summary>
    /// <param name="reporter">Knows how to send the result.</param>
    /// <param name="report">The result.</param>
    /// <returns>
    /// Null when it was not sent: behind an unanswered FETCH it could wait for seconds, and then another connection is the faster way. Where only
    /// the reply waits it stays with the FETCHes while jobs keep coming, because the server then applies both in one group.
    /// </returns>
    public (Lane Lane, ValueTask Sent)? SendWithFetch(ResultReporter reporter, JobReport report)
    {
        lock (slots.Gate)
        {
            if (_isQuiet || _lane is not { Paused: false } lane || !TakesResult(lane) || !ResultReporter.IsReady(lane.Connection, report))
            {
                return null;
            }

            using (lane.Connection.HoldWrites())
            {
                var sent = reporter.SendAsync(lane.Connection, report);
                lane.Confirming++;
                Fetch(lane);
                return (lane, sent);
            }
        }
    }

    /// <summary>A result sent by <see cref="SendWithFetch"/> was answered, or never will be.</summary>
    public void EndConfirming(Lane lane)
    {
        lock (slots.Gate)
        {
            lane.Confirming--;
            lane.Answers++;
        }
    }

    /// <summary>Whether a connection owes answers, and has given none since <paramref name="answers"/>.</summary>
    public bool IsSilent(Lane lane, ref long answers)
    {
        lock (slots.Gate)
        {
            var isSilent = answers == lane.Answers && lane.Fetching + lane.Confirming > 0;
            answers = lane.Answers;
            return isSilent;
        }
    }

    private static bool TakesResult(Lane lane) => lane.Fetching == 0 || (lane.Pace.Window > 1 && lane.IsPipelined);

    private void Pump(Lane lane)
    {
        if (Wanted(lane) > 0)
        {
            using (lane.Connection.HoldWrites())
            {
                Fetch(lane);
            }
        }
    }

    private int Wanted(Lane lane)
    {
        if (_isQuiet || lane != _lane || lane.Paused || lane.HasFailed)
        {
            return 0;
        }

        var free = slots.Free + lane.Confirming - lane.Fetching;
        return Math.Max(0, Math.Min(free, lane.Pace.Window - lane.Fetching));
    }

    private void Fetch(Lane lane)
    {
        for (var wanted = Wanted(lane); wanted > 0; wanted--)
        {
            if (OpenQueues() is not { Count: > 0 } open)
            {
                return;
            }

            lane.Fetching++;
            lane.FetchedAt = time.GetTimestamp();
            slots.Begin();
            var wait = lane.FreeWaits.TryPop(out var used) ? used : new FetchWait(lane, Answered);
            wait.Begin(lane.Connection.FetchAsync(open), lane.FetchedAt);
        }
    }

    private IReadOnlyList<string> OpenQueues()
    {
        var order = queues.Next();
        for (var index = 0; index < order.Count; index++)
        {
            if (IsHeldUp(order[index]))
            {
                return [.. order.Where(queue => !IsHeldUp(queue))];
            }
        }

        return order;
    }

    private void Answered(FetchWait wait)
    {
        var lane = wait.Lane;
        var isAnswered = TryTake(wait, out var job);
        lock (slots.Gate)
        {
            lane.Fetching--;
            lane.Answers++;
            if (isAnswered && lane.Pace.Learn(wait.SentAt, job is not null) && lane.Fetching == 0)
            {
                lane.Paused = true;
                _ = ResumeAsync(lane);
            }

            lane.FreeWaits.Push(wait);
            if (job is not null)
            {
                OnJob(job);
            }

            Pump(lane);
            slots.End();
        }
    }

    /// <returns>Whether the server answered at all.</returns>
    private bool TryTake(FetchWait wait, out Job? job)
    {
        try
        {
            job = wait.Take();
            link.Worked();
            return true;
        }
        catch (Exception exception) when (exception is FaktoryException or IOException)
        {
            if (exception is not FaktoryConnectionException)
            {
                Log.FetchFailed(logger, wait.Lane.Connection.Endpoint, exception.Message);
            }

            wait.Lane.Fail();
            job = null;
            return false;
        }
    }

    private async Task ResumeAsync(Lane lane)
    {
        await Task.WhenAny(Task.Delay(PauseWhenTooSoon, time, stopping));
        lock (slots.Gate)
        {
            lane.Paused = false;
            Pump(lane);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(60, LogLevel.Warning, "{Endpoint} refused to hand out jobs: {Reason} Connecting again")]
        public static partial void FetchFailed(ILogger logger, string endpoint, string reason);
    }
}
