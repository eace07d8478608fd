using System.Reflection;

namespace Faktory.Worker;

/// <summary>Puts together what <see cref="JobHandlerAttribute"/> on a handler and <see cref="JobAttribute"/> on its arguments say.</summary>
internal static class HandlerAttributes
{
    /// <summary>Reads the job types of a handler.</summary>
    /// <param name="handler">The handler class.</param>
    /// <param name="arguments">Its arguments; null for none.</param>
    /// <param name="configured">The job type that <see cref="JobHandlerOptions.Type"/> gives it; null for none.</param>
    /// <param name="errors">Receives what is wrong, for a person.</param>
    public static IReadOnlyList<JobTypeDefaults> Read(Type handler, Type? arguments, string? configured, ICollection<string> errors)
    {
        var onHandler = handler.GetCustomAttributes<JobHandlerAttribute>(inherit: false).ToList();
        if (onHandler.Count == 0)
        {
            if (configured is null)
            {
                errors.Add($"{handler} has no [JobHandler(\"type\")] attribute, so no job type leads to it. The attribute of a base class does not count.");
                return [];
            }

            onHandler.Add(new JobHandlerAttribute());
        }

        var onArguments = arguments?.GetCustomAttribute<JobAttribute>(inherit: false);
        var types = new List<JobTypeDefaults>();
        foreach (var settings in onHandler)
        {
            if (Merge(handler, arguments, settings, onArguments, configured, errors) is { } merged)
            {
                types.Add(merged);
            }
        }

        return types;
    }

    private static JobTypeDefaults? Merge(Type handler, Type? arguments, JobHandlerAttribute onHandler, JobAttribute? onArguments, string? configured, ICollection<string> errors)
    {
        var before = errors.Count;
        T? Either<T>(string name, T? first, T? second)
        {
            if (first is not null && second is not null)
            {
                errors.Add($"{handler}: [JobHandler] and the [Job] on {arguments} both set {name}; keep one of them.");
            }

            return first ?? second;
        }

        var type = Either("the job type", onHandler.Type, onArguments?.Type);
        if (type is not null && configured is not null)
        {
            errors.Add($"{handler}: its attributes name the job type \"{type}\" and its options name \"{configured}\"; keep one of them.");
        }

        type ??= configured;
        var queue = Either("Queue", onHandler.Queue, onArguments?.Queue);
        var retry = Either("Retry", onHandler.RetryOrUnset, onArguments?.RetryOrUnset);
        var timeout = Either("TimeoutSeconds", onHandler.TimeoutSecondsOrUnset, onArguments?.TimeoutSecondsOrUnset);
        if (string.IsNullOrEmpty(type))
        {
            errors.Add($"{handler}: [JobHandler] names no job type. Write [JobHandler(\"type\")], put [Job(\"type\")] on its arguments, or set Type in its options.");
        }

        if (timeout < 0)
        {
            errors.Add($"{handler}: TimeoutSeconds must not be negative, but is {timeout}.");
        }

        return errors.Count > before ? null : new JobTypeDefaults(type!, queue, retry, timeout is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null);
    }
}
