using Faktory.Client;
using Faktory.Protocol;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>Brings results to the server over its own connection, again over reconnects, so that a parked FETCH never delays one.</summary>
internal sealed partial class ResultReporter(WorkerLink link, TimeProvider time, ILogger logger)
{
    private readonly ServerWishes _wishes = new(logger);

    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>What servers say of a report that they will never take; anything else may be over in a moment.</summary>
    private static readonly string[] Final = ["job not found", "invalid", "malformed", "missing", "unknown command", "the result of job"];

    /// <summary>Whether <see cref="SendAsync"/> writes at once. What a job resulted in, and what a failed one wishes, wait for what the server says of itself, which is asked here when it was not yet.</summary>
    public static bool IsReady(IFaktoryWorkerConnection connection, JobReport report) =>
        report.Outcome is not (JobOutcome.Done { Result: not null } or JobOutcome.Failed { Wish: not { IsDead: false, RetryIn: null } }) || connection.GetInfoAsync().IsCompletedSuccessfully;

    /// <summary>Whether the server can still learn something from it: later, the job may already run elsewhere.</summary>
    public bool IsOfUse(JobReport report) => time.GetUtcNow() < report.GiveUpAt;

    /// <summary>Sends one result over a connection, without repeating it.</summary>
    public ValueTask SendAsync(IFaktoryWorkerConnection connection, JobReport report) => report.Outcome switch
    {
        JobOutcome.Done { Result: { } result } => AcknowledgeAsync(connection, report.Job.Id, result),
        JobOutcome.Done => connection.AckAsync(report.Job.Id),
        JobOutcome.Failed { Wish: { IsDead: false, RetryIn: null } } failed => connection.FailAsync(report.Job.Id, failed.ErrorType, failed.Message, failed.Backtrace),
        JobOutcome.Failed failed => FailAsync(connection, report.Job.Id, failed),
        JobOutcome.HandedBack => HandBackAsync(connection, report.Job),
        _ => ValueTask.CompletedTask,
    };

    /// <summary>Sends a result until the server has it, or until it is of no use any more. Does not throw: the end is in the log.</summary>
    /// <param name="report">The result.</param>
    /// <param name="resent">Whether it may have reached the server already, over a connection that was lost.</param>
    /// <param name="cancellationToken">Ends the attempts when the worker leaves.</param>
    public async Task ReportAsync(JobReport report, bool resent, CancellationToken cancellationToken)
    {
        var left = report.GiveUpAt - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            Log.GaveUp(logger, report.Job.Type, report.Job.Id);
            return;
        }

        using var expiry = new CancellationTokenSource(left, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
        try
        {
            while (!await TryAsync(report, resent, stop.Token))
            {
                resent = true;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Log.GaveUp(logger, report.Job.Type, report.Job.Id);
        }
    }

    private async Task<bool> TryAsync(JobReport report, bool resent, CancellationToken cancellationToken)
    {
        var connection = await link.GetAsync(cancellationToken);
        try
        {
            await SendAsync(connection, report).AsTask().WaitAsync(Patience, time, cancellationToken);
            link.Worked();
            return true;
        }
        catch (Exception exception) when (exception is FaktoryConnectionException or IOException or TimeoutException)
        {
            await link.DropAsync(connection);

            // Its first sending may have worked, and by now the job may run elsewhere: a second one would take it away from there.
            return report.Outcome is JobOutcome.HandedBack;
        }
        catch (FaktoryException refusal)
        {
            if (IsFinal(report, refusal))
            {
                if (!resent)
                {
                    Log.Refused(logger, report.Job.Type, report.Job.Id, refusal.Message);
                }

                return true;
            }

            Log.Repeating(logger, report.Job.Type, report.Job.Id, refusal.Message);
            await Task.Delay(PauseAfterRefusal, time, cancellationToken);
            return false;
        }
    }

    private static bool IsFinal(JobReport report, FaktoryException refusal) =>
        report.Outcome is JobOutcome.HandedBack || Array.Exists(Final, words => refusal.Message.Contains(words, StringComparison.OrdinalIgnoreCase));

    private static async ValueTask AcknowledgeAsync(IFaktoryWorkerConnection connection, string jobId, byte[] result)
    {
        var info = await connection.GetInfoAsync();
        await connection.AckAsync(jobId, info.Extensions.Contains(FaktoryExtensions.BatchResults) ? result : null);
    }

    private async ValueTask FailAsync(IFaktoryWorkerConnection connection, string jobId, JobOutcome.Failed failed)
    {
        var info = await connection.GetInfoAsync();
        var wish = _wishes.Within(info, failed.Wish);
        await connection.FailAsync(jobId, failed.ErrorType, failed.Message, failed.Backtrace, wish);
    }

    private async ValueTask HandBackAsync(IFaktoryWorkerConnection connection, Job job)
    {
        var info = await connection.GetInfoAsync();
        if (info.Extensions.Contains(FaktoryExtensions.Requeue))
        {
            await connection.RequeueAsync(job.Id);
        }
        else
        {
            if (job.Retry <= 0)
            {
                Log.NoRetry(logger, job.Type, job.Id, job.Retry.Value);
            }

            await connection.FailAsync(job.Id, "WorkerShutdown", "The worker stopped before the job was done; the server has no REQUEUE to hand it back unfailed.", []);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(43, LogLevel.Warning, "{JobType} {JobId} was stopped with the worker and fails, because the server has no REQUEUE; it has retry {Retry}, so it will not run again by itself")]
        public static partial void NoRetry(ILogger logger, string jobType, string jobId, int retry);

        [LoggerMessage(40, LogLevel.Warning, "The result of {JobType} {JobId} could not be reported in time; the server will run the job again once its reservation has expired")]
        public static partial void GaveUp(ILogger logger, string jobType, string jobId);

        [LoggerMessage(41, LogLevel.Warning, "The server refused the result of {JobType} {JobId}: {Reason}")]
        public static partial void Refused(ILogger logger, string jobType, string jobId, string reason);

        [LoggerMessage(42, LogLevel.Warning, "The server could not take the result of {JobType} {JobId}: {Reason} Sending it again")]
        public static partial void Repeating(ILogger logger, string jobType, string jobId, string reason);
    }
}
