using System.Reflection;

namespace Faktory.Worker;

/// <summary>Looks through exceptions that only carry others: those of tasks and of reflection.</summary>
internal static class WrappedExceptions
{
    /// <summary>The one exception that is carried, or the exception itself when it carries none or several.</summary>
    public static Exception Unwrap(Exception exception) => Inner(exception) is [var only] ? Unwrap(only) : exception;

    /// <summary>The exceptions that are carried; none when the exception stands for itself.</summary>
    public static IReadOnlyList<Exception> Inner(Exception exception) => exception switch
    {
        TargetInvocationException { InnerException: { } inner } => [inner],
        AggregateException aggregate => aggregate.Flatten().InnerExceptions,
        _ => [],
    };
}
