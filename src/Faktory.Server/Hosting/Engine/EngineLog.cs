using Microsoft.Extensions.Logging;

namespace Faktory.Server.Hosting;

internal static partial class EngineLog
{
    [LoggerMessage(1, LogLevel.Information, "Loaded the jobs of {Location} in {Milliseconds} ms.")]
    public static partial void Loaded(this ILogger logger, string location, long milliseconds);

    [LoggerMessage(2, LogLevel.Error, "The store {Location} failed. Nothing unanswered is confirmed, and commands are refused until it is open again.")]
    public static partial void StoreFailed(this ILogger logger, string location, Exception error);

    [LoggerMessage(3, LogLevel.Warning, "The store {Location} could not be opened again, {Seconds} s after it failed. It is tried further.")]
    public static partial void ReopenFailed(this ILogger logger, string location, long seconds, Exception error);

    [LoggerMessage(4, LogLevel.Warning, "The failed store {Location} could not be closed in order.")]
    public static partial void CloseFailed(this ILogger logger, string location, Exception error);

    [LoggerMessage(5, LogLevel.Information, "The store {Location} is open again; commands are accepted.")]
    public static partial void Recovered(this ILogger logger, string location);

    [LoggerMessage(6, LogLevel.Critical,
        "The store {Location} did not work again within Faktory:Server:RecoveryTimeout. The process stops; check the disk and the file, then start it again.")]
    public static partial void GaveUp(this ILogger logger, string location, Exception error);

    [LoggerMessage(7, LogLevel.Critical, "The engine failed at a {Command}. It is loaded again from {Location}; please report this.")]
    public static partial void EngineFaulted(this ILogger logger, string command, string location, Exception error);

    [LoggerMessage(8, LogLevel.Warning, "The results of batch {BatchId} could not be read from {Location}; BATCH RESULTS was answered with an error.")]
    public static partial void ResultsUnreadable(this ILogger logger, string batchId, string location, Exception error);

    [LoggerMessage(9, LogLevel.Warning, "The store {Location} has not answered for {Seconds} s. Commands wait for it; check the disk.")]
    public static partial void StoreStalled(this ILogger logger, string location, long seconds);

    [LoggerMessage(10, LogLevel.Critical,
        "The store {Location} has not answered for {Seconds} s (Faktory:Server:RecoveryTimeout). The process stops; check the disk that holds it, then start it again.")]
    public static partial void StoreHung(this ILogger logger, string location, long seconds);
}
