using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>Keeps the worker's slots busy for as long as it lives: over a connection that is made again when it is lost, until fetching is stopped.</summary>
internal sealed partial class FetchLoop : IDisposable
{
    /// <summary>How often to look whether the connection answers. A server lets a FETCH wait for 2 s.</summary>
    private static readonly TimeSpan Listening = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopFetching = new();
    private readonly WorkerLink _link;
    private readonly Fetcher _fetcher;
    private readonly HandlerTurns _turns;
    private readonly RunningJobs _running;
    private readonly SlotCount _slots;
    private readonly TimeProvider _time;
    private readonly TimeProvider _linkTime;
    private readonly ILogger _logger;

    public FetchLoop(WorkerParts parts, ResultReporter reporter, TimeProvider time, ILogger logger)
    {
        _link = parts.FetchLink;
        _turns = parts.Turns;
        _time = time;
        _linkTime = parts.LinkTime;
        _logger = logger;
        _slots = new SlotCount(parts.Options.Concurrency);
        _running = new RunningJobs(parts.Runner, parts.Telemetry, parts.Options, time, logger);
        _fetcher = new Fetcher(_link, parts.Queues, _slots, time, logger, _stopFetching.Token) { OnJob = Take, IsHeldUp = parts.Turns.HoldsUp };
        Reservations = new ReservationExtender(parts.BeatLink, _running, time, logger);
        Slots = new JobSlots(_slots, _fetcher, _running, new ResultDelivery(_fetcher, _link, reporter, logger), time, logger);
    }

    public JobSlots Slots { get; }

    public ReservationExtender Reservations { get; }

    /// <summary>Whether it was told to fetch nothing more.</summary>
    public bool IsQuiet => _fetcher.IsQuiet;

    /// <summary>Slots without a job.</summary>
    public int FreeSlots => _slots.ReadFree();

    /// <summary>How long the latest FETCH has been without an answer; zero when it has one.</summary>
    public TimeSpan Unanswered => _fetcher.Unanswered;

    /// <summary>Jobs in slots.</summary>
    public int InFlight => _slots.Count - FreeSlots;

    /// <summary>Fetches until <see cref="StopFetchingAsync"/>.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var lane = _fetcher.Open(await _link.GetAsync(_stopFetching.Token));
                using (WatchOver(lane))
                {
                    await await Task.WhenAny(lane.Ended, Slots.Broken).WaitAsync(_stopFetching.Token);
                }

                _fetcher.LetGo();
                await _link.DropAsync(lane.Connection);
            }
        }
        catch (OperationCanceledException) when (_stopFetching.IsCancellationRequested)
        {
        }
    }

    /// <summary>Fetches nothing more, but stays connected and runs what it has.</summary>
    public void Quiet() => _fetcher.Quiet();

    /// <summary>Fetches nothing more: half-closes the connection and reads what is still on its way; jobs among it are handed back unstarted.</summary>
    /// <param name="patience">How long to read.</param>
    public async Task StopFetchingAsync(TimeSpan patience)
    {
        _fetcher.Quiet();
        _turns.Close();
        var lane = _fetcher.LetGo();
        await _stopFetching.CancelAsync();
        if (lane is null)
        {
            return;
        }

        try
        {
            await lane.Connection.CompleteWritesAsync();
            await lane.Connection.Closed.WaitAsync(patience, _time);
        }
        catch (Exception exception) when (exception is TimeoutException or IOException or FaktoryException)
        {
            Log.NoEnd(_logger, lane.Connection.Endpoint, exception.Message);
        }

        await _link.CloseAsync(lane.Connection);
    }

    public void Dispose()
    {
        _stopFetching.Dispose();
        Slots.Dispose();
        _running.Dispose();
    }

    // What a network swallows ends no connection, so nobody else would notice.
    private ITimer WatchOver(Lane lane)
    {
        var answers = -1L;
        return _linkTime.CreateTimer(
            _ =>
            {
                if (_fetcher.IsSilent(lane, ref answers))
                {
                    Log.Silent(_logger, lane.Connection.Endpoint);
                    lane.Fail();
                }
            },
            null,
            Listening,
            Listening);
    }

    private void Take(Job job)
    {
        if (_stopFetching.IsCancellationRequested)
        {
            Slots.Refuse(job);
        }
        else
        {
            Slots.Run(job);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(66, LogLevel.Warning, "{Endpoint} has answered nothing on the fetch connection for half a minute")]
        public static partial void Silent(ILogger logger, string endpoint);

        [LoggerMessage(61, LogLevel.Warning, "{Endpoint} did not end the fetch connection: {Reason}")]
        public static partial void NoEnd(ILogger logger, string endpoint, string reason);
    }
}
