using Faktory.Server.Engine;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Hosting;

/// <summary>Writes what the engine noticed to the log.</summary>
internal static partial class EngineNoticeLog
{
    public static void Log(this ILogger logger, EngineNotice notice)
    {
        switch (notice.Kind)
        {
            case EngineNoticeKind.UncommittedBatchExpired:
                logger.UncommittedBatchExpired(notice.Subject);
                break;
            case EngineNoticeKind.AbandonedChildDropped:
                logger.AbandonedChildDropped(notice.Subject);
                break;
            case EngineNoticeKind.StalledChild:
                logger.StalledChild(notice.Subject);
                break;
            case EngineNoticeKind.BatchTreeExpired:
                logger.BatchTreeExpired(notice.Subject);
                break;
            case EngineNoticeKind.CronNotUnique:
                logger.CronNotUnique(notice.Subject);
                break;
            case EngineNoticeKind.CronRefused:
                logger.CronRefused(notice.Subject, notice.Reason);
                break;
            case EngineNoticeKind.JobsExpired:
                logger.JobsExpired(notice.Count, notice.Subject, notice.JobId);
                break;
        }
    }

    [LoggerMessage(20, LogLevel.Warning, "Batch {BatchId} was not committed within Faktory:Server:UncommittedBatchTtl. It is gone, and its callbacks will not run.")]
    private static partial void UncommittedBatchExpired(this ILogger logger, string batchId);

    [LoggerMessage(21, LogLevel.Warning, "Batch {BatchId}, a child that nobody filled or committed within Faktory:Server:UncommittedBatchTtl, was dropped. Its parent goes on.")]
    private static partial void AbandonedChildDropped(this ILogger logger, string batchId);

    [LoggerMessage(22, LogLevel.Warning, "Batch {BatchId} holds jobs, is not committed, and holds up its parent. Nothing that runs can commit it: send BATCH COMMIT for it, or cancel it.")]
    private static partial void StalledChild(this ILogger logger, string batchId);

    [LoggerMessage(23, LogLevel.Warning, "The batches below {BatchId} ran out of their time and are gone.")]
    private static partial void BatchTreeExpired(this ILogger logger, string batchId);

    [LoggerMessage(24, LogLevel.Information, "Cron entry {Name} was due; its job is unique and the one before is not done, so none was pushed.")]
    private static partial void CronNotUnique(this ILogger logger, string name);

    [LoggerMessage(25, LogLevel.Warning, "Cron entry {Name} was due and pushed no job: {Reason}.")]
    private static partial void CronRefused(this ILogger logger, string name, string? reason);

    [LoggerMessage(26, LogLevel.Information, "Halt: job expired. {Count} from queue {Queue} dropped unrun, the first {JobId}.")]
    private static partial void JobsExpired(this ILogger logger, int count, string queue, string? jobId);
}
