using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>The jobs whose handlers run, so that all of them can be cancelled when the worker leaves, and let go of when that is in vain.</summary>
internal sealed partial class RunningJobs(JobRunner runner, FaktoryWorkerOptions options, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly HashSet<RunningJob> _running = [];

    /// <summary>Starts the clock of a job that was just fetched; <see cref="RunAsync"/> runs it.</summary>
    public RunningJob Add(Job job)
    {
        var running = new RunningJob(job, runner.TimeoutOf(job, options.JobTimeout), time, runner.RequestTurn(job))
        {
            CancellationFailed = exception => Log.CancellationFailed(logger, exception, job.Type, job.Id),
        };
        lock (_gate)
        {
            _running.Add(running);
        }

        return running;
    }

    /// <summary>Runs a job to its end.</summary>
    /// <returns>What the server is to be told; null when that is no longer for this execution to say.</returns>
    public async Task<JobReport?> RunAsync(RunningJob running)
    {
        var outcome = await runner.RunAsync(running);
        bool isOurs;
        lock (_gate)
        {
            _running.Remove(running);
            isOurs = !running.IsAbandoned && outcome is not JobOutcome.Lost;
        }

        running.Dispose();
        return isOurs ? JobReport.Of(running, outcome, time) : null;
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

    private static partial class Log
    {
        [LoggerMessage(65, LogLevel.Error, "What {JobType} {JobId} does when it is cancelled threw")]
        public static partial void CancellationFailed(ILogger logger, Exception exception, string jobType, string jobId);
    }
}
