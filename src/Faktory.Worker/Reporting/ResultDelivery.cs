using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>Brings a result to the server the shortest way: in one write with the next FETCH while jobs keep coming, otherwise over the report connection.</summary>
internal sealed partial class ResultDelivery(Fetcher fetcher, WorkerLink fetchLink, ResultReporter reporter, ILogger logger)
{
    /// <summary>Sends a result together with the next FETCH, if that is the shorter way. Then <see cref="Confirm"/> or <see cref="Fail"/> has to follow.</summary>
    public (Lane Lane, ValueTask Sent)? SendWithFetch(JobReport report) =>
        report.Outcome is not JobOutcome.HandedBack && reporter.IsOfUse(report) ? fetcher.SendWithFetch(reporter, report) : null;

    /// <summary>The server has a result.</summary>
    public void Confirm(Lane lane)
    {
        fetchLink.Worked();
        fetcher.EndConfirming(lane);
    }

    /// <summary>The server could not be sent a result, or did not want it.</summary>
    /// <returns>Whether it may have it all the same, because only the reply was lost.</returns>
    public bool Fail(Lane lane, JobReport report, Exception reason)
    {
        var isLost = reason is FaktoryConnectionException or IOException;
        if (isLost)
        {
            lane.Fail();
        }
        else
        {
            Log.Refused(logger, report.Job.Type, report.Job.Id, reason.Message);
        }

        fetcher.EndConfirming(lane);
        return isLost;
    }

    /// <summary>Sends a result over the report connection, until the server has it or it is of no use any more.</summary>
    public Task ReportAsync(JobReport report, bool isResent, CancellationToken cancellationToken) => reporter.ReportAsync(report, isResent, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(64, LogLevel.Warning, "The server could not take the result of {JobType} {JobId}: {Reason} Sending it again")]
        public static partial void Refused(ILogger logger, string jobType, string jobId, string reason);
    }
}
