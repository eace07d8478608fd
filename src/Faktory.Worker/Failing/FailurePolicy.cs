using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>Decides what becomes of a job whose handler, or what stands around it, threw.</summary>
/// <param name="shared">The worker's rules, those that go first at the front; a handler's own go before all of them.</param>
/// <param name="logger">The log.</param>
internal sealed partial class FailurePolicy(IReadOnlyList<ExceptionRules> shared, ILogger logger)
{
    /// <summary>
    /// Decides. <see cref="JobFailedException"/> says it itself. Otherwise the first rules that know the exception decide; when none do and it carries
    /// others, what was decided for those, if it is the same for all of them. Without any of this the job is retried.
    /// </summary>
    public FailureAction Decide(Exception exception, HandlerDescriptor handler, JobContext context)
    {
        try
        {
            return Find(exception, [handler.Errors, .. shared], context) ?? FailureAction.Retry;
        }
        catch (Exception broken)
        {
            // The rule is the program's own code; the job's failure must reach the server even so.
            Log.RuleFailed(logger, broken, exception.GetType().Name, context.Job.Type, context.Job.Id);
            return FailureAction.Retry;
        }
    }

    private static FailureAction? Find(Exception exception, IReadOnlyList<ExceptionRules> levels, JobContext context)
    {
        if (exception is JobFailedException failed)
        {
            return failed.Action;
        }

        foreach (var rules in levels)
        {
            if (rules.Find(exception, context) is { } action)
            {
                return action;
            }
        }

        var inner = WrappedExceptions.Inner(exception).Select(carried => Find(carried, levels, context)).Distinct().Take(2).ToList();
        return inner is [var agreed] ? agreed : null;
    }

    private static partial class Log
    {
        [LoggerMessage(9, LogLevel.Error, "The rule that OnException has for {ExceptionType} threw; {JobType} {JobId} is left to its retry")]
        public static partial void RuleFailed(ILogger logger, Exception exception, string exceptionType, string jobType, string jobId);
    }
}
