using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>
/// The jobs whose handlers run, so that each is stopped when its time is over, and all of them can be cancelled when the worker leaves, and let
/// go of when that is in vain.
/// </summary>
internal sealed partial class RunningJobs : IDisposable
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromDays(1);

    private readonly JobRunner _runner;
    private readonly JobTelemetry _telemetry;
    private readonly FaktoryWorkerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly HashSet<RunningJob> _running = [];
    private readonly Channel<RunningJob> _toExtend = Channel.CreateUnbounded<RunningJob>();
    private readonly Alarm _alarm;

    public RunningJobs(JobRunner runner, JobTelemetry telemetry, FaktoryWorkerOptions options, TimeProvider time, ILogger logger)
    {
        _runner = runner;
        _telemetry = telemetry;
        _options = options;
        _time = time;
        _logger = logger;
        _alarm = new Alarm(time, Observe);
    }

    /// <summary>The jobs whose reservations are to be extended, each until <see cref="Extend"/>.</summary>
    public ChannelReader<RunningJob> ToExtend => _toExtend.Reader;

    /// <summary>Starts the clock of a job that was just fetched; <see cref="RunAsync"/> runs it.</summary>
    public RunningJob Add(Job job)
    {
        var running = new RunningJob(job, _runner.TimeoutOf(job, _options.JobTimeout) ?? DefaultTimeout, _time.GetUtcNow(), _runner.RequestTurn(job)) { Watcher = this };
        lock (_gate)
        {
            _running.Add(running);
            _alarm.RingBy(running.NextMoment);
        }

        return running;
    }

    /// <summary>Runs a job to its end.</summary>
    /// <returns>What the server is to be told; null when that is no longer for this execution to say.</returns>
    public async ValueTask<JobReport?> RunAsync(RunningJob running)
    {
        var outcome = await _telemetry.ObserveAsync(_runner, running);
        lock (_gate)
        {
            _running.Remove(running);
            running.Dispose();
            return running.IsAbandoned || outcome is JobOutcome.Lost ? null : JobReport.Of(running, outcome, _time);
        }
    }

    /// <summary>The handler of a job that waited for its turn begins.</summary>
    public void Begin(RunningJob running)
    {
        lock (_gate)
        {
            running.RestartTimeout(_time.GetUtcNow());
            _alarm.RingBy(running.NextMoment);
        }
    }

    /// <summary>The server holds a job until then.</summary>
    public void Extend(RunningJob running, DateTimeOffset until)
    {
        lock (_gate)
        {
            if (running.AwaitsExtension)
            {
                running.Extended(until);
                _alarm.RingBy(running.NextMoment);
            }
        }
    }

    /// <summary>Cancels every handler.</summary>
    public void Cancel(CancellationReason reason)
    {
        lock (_gate)
        {
            foreach (var running in _running)
            {
                running.Cancel(reason);
            }
        }
    }

    /// <summary>Cancels the handlers of these jobs; one that is not running here, or is cancelled already, is left alone.</summary>
    public void Cancel(IReadOnlyCollection<string> jobIds, CancellationReason reason)
    {
        lock (_gate)
        {
            foreach (var running in _running.Where(running => jobIds.Contains(running.Job.Id)))
            {
                running.Cancel(reason);
            }
        }
    }

    /// <summary>Lets go of every job that still runs: what its handler comes to is not reported any more.</summary>
    public IReadOnlyList<Job> Abandon()
    {
        lock (_gate)
        {
            foreach (var running in _running)
            {
                running.Abandon();
            }

            return [.. _running.Select(running => running.Job)];
        }
    }

    public void Dispose() => _alarm.Dispose();

    /// <summary>What a handler does when it is cancelled threw.</summary>
    public void CancellationFailed(RunningJob running, Exception exception) =>
        Log.CancellationFailed(_logger, exception, running.Job.Type, running.Job.Id);

    private void Observe()
    {
        lock (_gate)
        {
            _alarm.Stop();
            var (now, next) = (_time.GetUtcNow(), DateTimeOffset.MaxValue);
            foreach (var running in _running)
            {
                if (running.Observe(now))
                {
                    _toExtend.Writer.TryWrite(running);
                }

                next = running.NextMoment < next ? running.NextMoment : next;
            }

            _alarm.RingBy(next);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(65, LogLevel.Error, "What {JobType} {JobId} does when it is cancelled threw")]
        public static partial void CancellationFailed(ILogger logger, Exception exception, string jobType, string jobId);
    }
}
