using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>Brings a result to the server the shortest way: in one write with the next FETCH while jobs keep coming, otherwise over the report connection.</summary>
internal sealed partial class ResultDelivery(Fetcher fetcher, WorkerLink fetchLink, ResultReporter reporter, ILogger logger)
{
    /// <summary>Delivers a result, or gives up when it is of no use any more.</summary>
    /// <param name="report">The result.</param>
    /// <param name="cancellationToken">Ends the attempts when the worker leaves.</param>
    public async Task DeliverAsync(JobReport report, CancellationToken cancellationToken)
    {
        var isResent = false;
        if (reporter.IsOfUse(report)
            && report.Outcome is not JobOutcome.HandedBack
            && fetcher.SendWithFetch(connection => ResultReporter.IsReady(connection, report), connection => reporter.SendAsync(connection, report)) is var (lane, sent))
        {
            var isConfirmed = false;
            try
            {
                await sent;
                isConfirmed = true;
                fetchLink.Worked();
            }
            catch (Exception exception) when (exception is FaktoryConnectionException or IOException)
            {
                isResent = true;
                lane.Fail();
            }
            catch (FaktoryException refusal)
            {
                Log.Refused(logger, report.Job.Type, report.Job.Id, refusal.Message);
            }

            fetcher.EndConfirming(lane);
            if (isConfirmed)
            {
                return;
            }
        }

        await reporter.ReportAsync(report, isResent, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(64, LogLevel.Warning, "The server could not take the result of {JobType} {JobId}: {Reason} Sending it again")]
        public static partial void Refused(ILogger logger, string jobType, string jobId, string reason);
    }
}
