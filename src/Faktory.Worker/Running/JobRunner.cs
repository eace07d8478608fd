using Faktory.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>Runs one job from its scope to its outcome. The boundary that no exception of a handler passes.</summary>
internal sealed partial class JobRunner(
    HandlerTable handlers,
    JobPipeline pipeline,
    FailurePolicy policy,
    HandlerTurns turns,
    IServiceScopeFactory scopes,
    IFaktoryClient client,
    IFaktoryBatches batches,
    JobContextAccessor accessor,
    ProgressReporter progress,
    ILogger logger)
{
    private readonly Dictionary<string, JobDelegate> _pipelines = handlers.Handlers.ToDictionary(
        handler => handler.Defaults.JobType, handler => pipeline.Around(Reach(handler.Invoke)), StringComparer.Ordinal);

    /// <summary>How long a job's handler may run; null when only its reservation bounds it.</summary>
    public TimeSpan? TimeoutOf(Job job, TimeSpan? fallback) =>
        handlers.TryGet(job.Type, out var handler) && handler.Defaults.Timeout is { } timeout ? timeout : fallback;

    /// <summary>Takes a place in the turn of the job's handler; null when its concurrency is not limited.</summary>
    public HandlerTurn? RequestTurn(Job job) =>
        handlers.TryGet(job.Type, out var handler) && handler.Limit is { } limit ? turns.Request(limit, job.Queue) : null;

    /// <summary>Runs a job.</summary>
    public async ValueTask<JobOutcome> RunAsync(RunningJob running)
    {
        var job = running.Job;
        using var logged = logger.BeginScope(new JobLogScope(job));
        if (!handlers.TryGet(job.Type, out var handler))
        {
            Log.NoHandler(logger, job.Type, job.Id);
            return JobFailures.Of("UnknownJobType", $"This worker has no handler for job type \"{job.Type}\". Add a handler with [JobHandler(\"{job.Type}\")], or let a worker that has one fetch queue \"{job.Queue}\".");
        }

        try
        {
            using var turn = running.Turn;
            if (turn is not null && !await StartsAsync(turn, running))
            {
                return new JobOutcome.HandedBack();
            }

            var result = await ExecuteAsync(running, handler);
            return running.CancellationReason == CancellationReason.ReservationLost ? Lost(job) : JobOutcome.Done.With(result);
        }
        catch (Exception exception)
        {
            // Whatever a handler throws is reported to the server as the job's failure.
            return OutcomeOf(exception, running);
        }
    }

    /// <summary>Whether a job of this type finds its handler here.</summary>
    public bool Handles(string jobType) => handlers.TryGet(jobType, out _);

    /// <summary>Runs a job that no server handed out, for tests: what its handler throws comes out here.</summary>
    public Task ExecuteAsync(RunningJob running) => handlers.TryGet(running.Job.Type, out var handler)
        ? ExecuteAsync(running, handler).AsTask()
        : throw new ArgumentException($"This worker has no handler for job type \"{running.Job.Type}\".", nameof(running));

    private async Task<bool> StartsAsync(HandlerTurn turn, RunningJob running)
    {
        if (!await turn.WaitAsync(running.CancellationToken))
        {
            Log.NotStarted(logger, running.Job.Type, running.Job.Id);
            return false;
        }

        running.CancellationToken.ThrowIfCancellationRequested();
        running.Watcher?.Begin(running);
        return true;
    }

    private async ValueTask<byte[]?> ExecuteAsync(RunningJob running, HandlerDescriptor handler)
    {
        WorkerJobContext context;
        await using (var scope = scopes.CreateAsyncScope())
        {
            context = new WorkerJobContext(running, scope.ServiceProvider, client, batches, progress) { HandlerType = handler.HandlerType };
            accessor.Enter(context);
            try
            {
                await _pipelines[handler.Defaults.JobType](context);
            }
            catch (Exception exception) when (exception is not RunDroppedException && !IsOurCancellation(running, exception))
            {
                running.OnFailure = policy.Decide(exception, handler, context);
                if (!running.OnFailure.IsIgnored)
                {
                    throw;
                }

                Log.Ignored(logger, exception, running.Job.Type, running.Job.Id);
            }
            finally
            {
                context.HasEnded = true;
            }
        }

        if (!context.HandlerReached && !running.OnFailure.IsIgnored)
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

    // A job that we stopped is reported as stopped, whatever its handler made of that; only a cancelled batch leaves its own failures to it.
    private static bool IsOurCancellation(RunningJob running, Exception exception) =>
        running.CancellationReason is not CancellationReason.None && (running.CancellationReason is not CancellationReason.BatchCancelled || exception is OperationCanceledException);

    private JobOutcome OutcomeOf(Exception exception, RunningJob running)
    {
        var job = running.Job;
        if (exception is RunDroppedException)
        {
            return new JobOutcome.HandedBack();
        }

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
                return JobFailures.From(WrappedExceptions.Unwrap(exception)) with { Wish = running.OnFailure.Wish };
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

        [LoggerMessage(7, LogLevel.Information, "{JobType} {JobId} failed, and is acknowledged because its failure is to be ignored")]
        public static partial void Ignored(ILogger logger, Exception exception, string jobType, string jobId);

        [LoggerMessage(8, LogLevel.Information, "Handing {JobType} {JobId} back, because the worker stops and its handler has as many jobs as it may have")]
        public static partial void NotStarted(ILogger logger, string jobType, string jobId);

        [LoggerMessage(5, LogLevel.Warning, "{JobType} {JobId} outlived its reservation; nothing is reported, because the server has already given it up")]
        public static partial void Lost(ILogger logger, string jobType, string jobId);
    }
}
