using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>
/// Passes on how far jobs are (FWP TRACK SET), over the heartbeat's connection. News for people, so nothing is repeated, and no job fails or
/// waits long because a report was lost.
/// </summary>
internal sealed partial class ProgressReporter(WorkerLink link, TimeProvider time, ILogger logger)
{
    /// <summary>What servers keep of a description.</summary>
    private const int MaxDescriptionLength = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private long _silentUntil;

    /// <inheritdoc cref="JobContext.ReportProgressAsync"/>
    public async Task ReportAsync(Job job, int percent, string? description, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        cancellationToken.ThrowIfCancellationRequested();
        if (time.GetUtcNow().Ticks < Volatile.Read(ref _silentUntil))
        {
            Log.Unreachable(logger, job.Type, job.Id);
            return;
        }

        using var limit = new CancellationTokenSource(Patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var connection = await link.GetAsync(stop.Token);
            await connection.TrackAsync(job.Id, percent, Cut(description)).WaitAsync(stop.Token);
            link.Worked();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Without a server a handler that reports often would otherwise do nothing but wait.
            Volatile.Write(ref _silentUntil, (time.GetUtcNow() + Silence).Ticks);
            Log.Unreachable(logger, job.Type, job.Id);
        }
        catch (Exception exception) when (exception is FaktoryException or IOException)
        {
            Log.NotTaken(logger, job.Type, job.Id, exception.Message);
        }
    }

    private static string? Cut(string? text) => text is not { Length: > MaxDescriptionLength }
        ? text
        : text[..(char.IsHighSurrogate(text[MaxDescriptionLength - 1]) ? MaxDescriptionLength - 1 : MaxDescriptionLength)];

    private static partial class Log
    {
        [LoggerMessage(101, LogLevel.Debug, "The progress of {JobType} {JobId} was not passed on, because the server cannot be reached")]
        public static partial void Unreachable(ILogger logger, string jobType, string jobId);

        [LoggerMessage(102, LogLevel.Debug, "The progress of {JobType} {JobId} was not passed on: {Reason}")]
        public static partial void NotTaken(ILogger logger, string jobType, string jobId, string reason);
    }
}
