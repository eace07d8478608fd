using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>
/// Keeps the worker's slots busy. A slot is taken from the FETCH that may fill it until the job's result has reached the server, so that the
/// server never counts more reservations than slots; only an ACK that stands before a FETCH on the same connection frees its slot at once.
/// </summary>
internal sealed partial class FetchLoop(
    WorkerLink link,
    ResultReporter reporter,
    JobRunner runner,
    QueueList queues,
    FaktoryWorkerOptions options,
    TimeProvider time,
    ILogger logger) : IDisposable
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan TooSoon = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseWhenTooSoon = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly HashSet<RunningJob> _running = [];
    private readonly CancellationTokenSource _stopFetching = new();
    private readonly CancellationTokenSource _leave = new();
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _idle;
    private Lane? _lane;
    private int _occupied;

    // FETCHes, jobs and reports under way.
    private int _active;
    private bool _quiet;

    /// <summary>Fetches until <see cref="StopFetchingAsync"/>.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var lane = new Lane(await link.GetAsync(_stopFetching.Token));
                lock (_gate)
                {
                    _lane = lane;
                    Pump(lane);
                }

                await await Task.WhenAny(lane.Ended, _broken.Task).WaitAsync(_stopFetching.Token);
                lock (_gate)
                {
                    _lane = null;
                }

                await link.DropAsync(lane.Connection);
            }
        }
        catch (OperationCanceledException) when (_stopFetching.IsCancellationRequested)
        {
        }
    }

    /// <summary>Fetches nothing more, but stays connected and runs what it has.</summary>
    public void Quiet()
    {
        lock (_gate)
        {
            _quiet = true;
        }
    }

    /// <summary>Fetches nothing more: half-closes the connection and reads what is still on its way; jobs among it are handed back unstarted.</summary>
    /// <param name="patience">How long to read.</param>
    public async Task StopFetchingAsync(TimeSpan patience)
    {
        Lane? lane;
        lock (_gate)
        {
            lane = _lane;
            _lane = null;
            _quiet = true;
        }

        await _stopFetching.CancelAsync();
        if (lane is null)
        {
            return;
        }

        try
        {
            await lane.Connection.CompleteWritesAsync();
            await lane.Connection.Closed.WaitAsync(patience, time);
        }
        catch (Exception exception) when (exception is TimeoutException or IOException or FaktoryException)
        {
            Log.NoEnd(logger, lane.Connection.Endpoint, exception.Message);
        }

        await link.CloseAsync(lane.Connection);
    }

    /// <summary>Completes when nothing runs and every result is reported. Fetching must have been stopped.</summary>
    public Task WhenIdle()
    {
        lock (_gate)
        {
            if (_active == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>Cancels the handlers that still run, because the worker leaves.</summary>
    public void CancelRunning()
    {
        lock (_gate)
        {
            foreach (var running in _running)
            {
                running.Cancel(CancellationReason.Shutdown);
            }
        }
    }

    /// <summary>Hands back the jobs whose handlers did not react to their cancellation.</summary>
    public Task HandBackRunningAsync()
    {
        List<RunningJob> left;
        lock (_gate)
        {
            left = [.. _running];
            left.ForEach(running => running.Abandon());
        }

        return Task.WhenAll(left.Select(running => HandBackAsync(running.Job)));
    }

    /// <summary>Ends every attempt to reach the server.</summary>
    public Task LeaveAsync() => _leave.CancelAsync();

    public void Dispose()
    {
        _stopFetching.Dispose();
        _leave.Dispose();
    }

    private void Pump(Lane? lane)
    {
        if (lane is null || Wanted(lane) == 0)
        {
            return;
        }

        using (lane.Connection.HoldWrites())
        {
            Fetch(lane);
        }
    }

    private void Fetch(Lane lane)
    {
        for (var wanted = Wanted(lane); wanted > 0; wanted--)
        {
            lane.Fetching++;
            _active++;
            _ = FollowAsync(lane, lane.Connection.FetchAsync(queues.Next()), time.GetTimestamp());
        }
    }

    private int Wanted(Lane lane)
    {
        if (_quiet || lane != _lane || lane.Paused)
        {
            return 0;
        }

        var free = options.Concurrency - (_occupied - lane.Confirming) - lane.Fetching;
        return Math.Max(0, Math.Min(free, lane.Window - lane.Fetching));
    }

    private async Task FollowAsync(Lane lane, Task<Job?> fetch, long sentAt)
    {
        Job? job = null;
        var answered = false;
        try
        {
            job = await fetch.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            answered = true;
            link.Worked();
        }
        catch (Exception exception) when (exception is FaktoryException or IOException)
        {
            if (exception is not FaktoryConnectionException)
            {
                Log.FetchFailed(logger, lane.Connection.Endpoint, exception.Message);
            }

            lane.Fail();
        }

        lock (_gate)
        {
            lane.Fetching--;
            if (answered)
            {
                Learn(lane, job, sentAt);
            }

            if (job is not null)
            {
                Take(job);
            }

            Pump(lane);
            End();
        }
    }

    private void Learn(Lane lane, Job? job, long sentAt)
    {
        var waited = time.GetElapsedTime(Math.Max(sentAt, lane.LastReply));
        lane.LastReply = time.GetTimestamp();
        if (job is null || waited > AtOnce)
        {
            lane.Narrow();
        }
        else
        {
            lane.Widen();
        }

        if (job is null && waited < TooSoon && lane.Fetching == 0)
        {
            lane.Paused = true;
            _ = ResumeAsync(lane);
        }
    }

    private async Task ResumeAsync(Lane lane)
    {
        await Task.WhenAny(Task.Delay(PauseWhenTooSoon, time, _stopFetching.Token));
        lock (_gate)
        {
            lane.Paused = false;
            Pump(lane);
        }
    }

    private void Take(Job job)
    {
        _occupied++;
        _active++;
        if (_stopFetching.IsCancellationRequested)
        {
            _ = WatchAsync(HandBackUnstartedAsync(job));
            return;
        }

        var running = new RunningJob(job, runner.TimeoutOf(job, options.JobTimeout), time)
        {
            CancellationFailed = exception => Log.CancellationFailed(logger, exception, job.Type, job.Id),
        };
        _running.Add(running);
        _ = WatchAsync(Task.Run(() => RunAsync(running)));
    }

    // Nobody awaits a slot, so what breaks in one, other than its handler, breaks the loop.
    private async Task WatchAsync(Task slot)
    {
        try
        {
            await slot;
        }
#pragma warning disable CA1031 // Passed on to whoever runs the loop.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _broken.TrySetException(exception);
        }
    }

    private async Task RunAsync(RunningJob running)
    {
        try
        {
            var outcome = await runner.RunAsync(running);
            bool report;
            lock (_gate)
            {
                _running.Remove(running);
                report = !running.IsAbandoned && outcome is not JobOutcome.Lost;
            }

            running.Dispose();
            if (report)
            {
                await ReportAsync(JobReport.Of(running, outcome, time));
            }
        }
        finally
        {
            Release();
        }
    }

    private async Task HandBackUnstartedAsync(Job job)
    {
        try
        {
            await HandBackAsync(job);
        }
        finally
        {
            Release();
        }
    }

    private Task HandBackAsync(Job job)
    {
        Log.HandedBack(logger, job.Type, job.Id);
        return reporter.ReportAsync(JobReport.HandBack(job, time), resent: false, _leave.Token);
    }

    private async Task ReportAsync(JobReport report)
    {
        var resent = false;
        if (SendWithFetch(report) is var (lane, sent))
        {
            var confirmed = false;
            try
            {
                await sent;
                confirmed = true;
                link.Worked();
            }
            catch (Exception exception) when (exception is FaktoryConnectionException or IOException)
            {
                resent = true;
                lane.Fail();
            }
            catch (FaktoryException refusal)
            {
                Log.ResultRefused(logger, report.Job.Type, report.Job.Id, refusal.Message);
            }

            lock (_gate)
            {
                lane.Confirming--;
            }

            if (confirmed)
            {
                return;
            }
        }

        await reporter.ReportAsync(report, resent, _leave.Token);
    }

    // Behind an unanswered FETCH a result could wait for seconds; then the report connection is the faster way.
    private (Lane Lane, Task Sent)? SendWithFetch(JobReport report)
    {
        lock (_gate)
        {
            if (_quiet || report.Outcome is JobOutcome.HandedBack || _lane is not { Fetching: 0, Paused: false } lane)
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

    private void Release()
    {
        lock (_gate)
        {
            _occupied--;
            Pump(_lane);
            End();
        }
    }

    private void End()
    {
        _active--;
        if (_active == 0)
        {
            _idle?.TrySetResult();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(60, LogLevel.Warning, "{Endpoint} refused to hand out jobs: {Reason} Connecting again")]
        public static partial void FetchFailed(ILogger logger, string endpoint, string reason);

        [LoggerMessage(61, LogLevel.Warning, "{Endpoint} did not end the fetch connection: {Reason}")]
        public static partial void NoEnd(ILogger logger, string endpoint, string reason);

        [LoggerMessage(62, LogLevel.Information, "Handing {JobType} {JobId} back, because the worker stops")]
        public static partial void HandedBack(ILogger logger, string jobType, string jobId);

        [LoggerMessage(64, LogLevel.Warning, "The server could not take the result of {JobType} {JobId}: {Reason} Sending it again")]
        public static partial void ResultRefused(ILogger logger, string jobType, string jobId, string reason);

        [LoggerMessage(65, LogLevel.Error, "What {JobType} {JobId} does when it is cancelled threw")]
        public static partial void CancellationFailed(ILogger logger, Exception exception, string jobType, string jobId);
    }
}
