using Faktory.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>Runs one job from its scope to its outcome. The boundary that no exception of a handler passes.</summary>
internal sealed partial class JobRunner(
    HandlerTable handlers,
    JobPipeline pipeline,
    IServiceScopeFactory scopes,
    IFaktoryClient client,
    IFaktoryBatches batches,
    JobContextAccessor accessor,
    ProgressReporter progress,
    ILogger logger)
{
    /// <summary>How long a job's handler may run; null when only its reservation bounds it.</summary>
    public TimeSpan? TimeoutOf(Job job, TimeSpan? fallback) =>
        handlers.TryGet(job.Type, out var handler) && handler.Defaults.Timeout is { } timeout ? timeout : fallback;

    /// <summary>Runs a job.</summary>
    public async Task<JobOutcome> RunAsync(RunningJob running)
    {
        var job = running.Job;
        if (!handlers.TryGet(job.Type, out var handler))
        {
            Log.NoHandler(logger, job.Type, job.Id);
            return JobFailures.Of("UnknownJobType", $"This worker has no handler for job type \"{job.Type}\". Add a handler with [JobHandler(\"{job.Type}\")], or let a worker that has one fetch queue \"{job.Queue}\".");
        }

        try
        {
            var result = await ExecuteAsync(running, handler);
            return running.CancellationReason == CancellationReason.ReservationLost ? Lost(job) : new JobOutcome.Done(result);
        }
        catch (Exception exception)
        {
            // Whatever a handler throws is reported to the server as the job's failure.
            return OutcomeOf(exception, running);
        }
    }

    private async Task<byte[]?> ExecuteAsync(RunningJob running, HandlerDescriptor handler)
    {
        WorkerJobContext context;
        await using (var scope = scopes.CreateAsyncScope())
        {
            context = new WorkerJobContext(running, scope.ServiceProvider, client, batches, progress);
            accessor.Set(context);
            try
            {
                await pipeline.Around(Reach(handler.Invoke))(context);
            }
            finally
            {
                accessor.Set(null);
            }
        }

        if (!context.HandlerReached)
        {
            Log.Skipped(logger, running.Job.Type, running.Job.Id);
        }

        // After the scope, because a scope that fails to end fails the job, and a failed job commits nothing.
        if (running.CancellationReason != CancellationReason.ReservationLost)
        {
            await context.CommitBatchesAsync();
        }

        return context.Result;
    }

    private static JobDelegate Reach(JobDelegate handler) => context =>
    {
        ((WorkerJobContext)context).HandlerReached = true;
        return handler(context);
    };

    private JobOutcome OutcomeOf(Exception exception, RunningJob running)
    {
        var job = running.Job;
        switch (running.CancellationReason)
        {
            case CancellationReason.Shutdown:
                return new JobOutcome.HandedBack();
            case CancellationReason.ReservationLost:
                return Lost(job);
            case CancellationReason.Timeout:
                Log.TimedOut(logger, job.Type, job.Id);
                return JobFailures.Of("JobTimeout", "The job ran longer than its timeout and was cancelled.");
            case CancellationReason.BatchCancelled when exception is OperationCanceledException:
                Log.BatchCancelled(logger, job.Type, job.Id);
                return JobFailures.Of("BatchCancelled", "The job's batch was cancelled.");
            default:
                Log.Failed(logger, exception, job.Type, job.Id);
                return JobFailures.From(exception);
        }
    }

    private JobOutcome.Lost Lost(Job job)
    {
        Log.Lost(logger, job.Type, job.Id);
        return new JobOutcome.Lost();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "No handler for job type {JobType}; job {JobId} fails")]
        public static partial void NoHandler(ILogger logger, string jobType, string jobId);

        [LoggerMessage(2, LogLevel.Information, "A middleware skipped the handler of {JobType} {JobId}; the job is acknowledged")]
        public static partial void Skipped(ILogger logger, string jobType, string jobId);

        [LoggerMessage(3, LogLevel.Warning, "{JobType} {JobId} ran longer than its timeout")]
        public static partial void TimedOut(ILogger logger, string jobType, string jobId);

        [LoggerMessage(4, LogLevel.Error, "{JobType} {JobId} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string jobType, string jobId);

        [LoggerMessage(6, LogLevel.Information, "{JobType} {JobId} was stopped, because its batch was cancelled")]
        public static partial void BatchCancelled(ILogger logger, string jobType, string jobId);

        [LoggerMessage(5, LogLevel.Warning, "{JobType} {JobId} outlived its reservation; nothing is reported, because the server has already given it up")]
        public static partial void Lost(ILogger logger, string jobType, string jobId);
    }
}
