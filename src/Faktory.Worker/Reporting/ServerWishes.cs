using Faktory.Client;
using Faktory.Protocol;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>Holds what failed jobs wish against what the server can do. What it cannot is an ordinary failure, with one warning for as long as the worker lives.</summary>
internal sealed partial class ServerWishes(ILogger logger)
{
    private int _warnedOfDead;
    private int _warnedOfRetryIn;

    /// <summary>The part of a wish that the server understands.</summary>
    public FailureWish Within(ServerInfo info, FailureWish wish) => new(
        wish.IsDead && Has(info, FaktoryExtensions.FailDead, nameof(FailureAction.Dead), ref _warnedOfDead),
        wish.RetryIn is not null && Has(info, FaktoryExtensions.FailRetryIn, nameof(FailureAction.RetryAfter), ref _warnedOfRetryIn) ? wish.RetryIn : null);

    private bool Has(ServerInfo info, string extension, string action, ref int hasWarned)
    {
        if (info.Extensions.Contains(extension))
        {
            return true;
        }

        if (Interlocked.Exchange(ref hasWarned, 1) == 0)
        {
            Log.Lacking(logger, action, extension);
        }

        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(44, LogLevel.Warning, "FailureAction.{Action} is an ordinary failure here, and the job's own retry decides, because the server does not have the extension {Extension}")]
        public static partial void Lacking(ILogger logger, string action, string extension);
    }
}
