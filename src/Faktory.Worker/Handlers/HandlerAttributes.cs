using System.Reflection;

namespace Faktory.Worker;

/// <summary>Puts together what <see cref="JobHandlerAttribute"/> on a handler and <see cref="JobAttribute"/> on its arguments say.</summary>
internal static class HandlerAttributes
{
    /// <summary>Reads the job types of a handler.</summary>
    /// <param name="handler">The handler class.</param>
    /// <param name="arguments">Its arguments; null for none.</param>
    /// <param name="errors">Receives what is wrong, for a person.</param>
    public static IReadOnlyList<JobTypeDefaults> Read(Type handler, Type? arguments, ICollection<string> errors)
    {
        var onHandler = Attributes(handler, typeof(JobHandlerAttribute));
        if (onHandler.Count == 0)
        {
            errors.Add($"{handler} has no [JobHandler(\"type\")] attribute, so no job type leads to it.");
            return [];
        }

        var onArguments = arguments is null ? null : Attributes(arguments, typeof(JobAttribute)).FirstOrDefault();
        var types = new List<JobTypeDefaults>();
        foreach (var settings in onHandler)
        {
            if (Merge(handler, arguments, settings, onArguments, errors) is { } merged)
            {
                types.Add(merged);
            }
        }

        return types;
    }

    private static JobTypeDefaults? Merge(Type handler, Type? arguments, Settings onHandler, Settings? onArguments, ICollection<string> errors)
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

        var type = Either("the job type", onHandler.JobType, onArguments?.JobType);
        var queue = Either("Queue", onHandler.Queue, onArguments?.Queue);
        var retry = Either("Retry", onHandler.Retry, onArguments?.Retry);
        var timeout = Either("TimeoutSeconds", onHandler.TimeoutSeconds, onArguments?.TimeoutSeconds);
        if (string.IsNullOrEmpty(type))
        {
            errors.Add($"{handler}: [JobHandler] names no job type. Write [JobHandler(\"type\")], or put [Job(\"type\")] on its arguments.");
        }

        if (timeout is <= 0)
        {
            errors.Add($"{handler}: TimeoutSeconds must be positive, but is {timeout}.");
        }

        return errors.Count > before ? null : new JobTypeDefaults(type!, queue, retry, timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    // Attribute data instead of attribute instances: a setting that equals its default can be told from one that was left out.
    private static List<Settings> Attributes(Type target, Type attribute) =>
        [.. target.GetCustomAttributesData().Where(data => data.AttributeType == attribute).Select(Settings.From)];

    private sealed record Settings(string? JobType, string? Queue, int? Retry, int? TimeoutSeconds)
    {
        public static Settings From(CustomAttributeData data)
        {
            object? Named(string name) => data.NamedArguments.Where(argument => argument.MemberName == name).Select(argument => argument.TypedValue.Value).FirstOrDefault();
            return new Settings(
                data.ConstructorArguments is [{ Value: string type }, ..] ? type : null,
                (string?)Named(nameof(JobDefaultsAttribute.Queue)),
                (int?)Named(nameof(JobDefaultsAttribute.Retry)),
                (int?)Named(nameof(JobDefaultsAttribute.TimeoutSeconds)));
        }
    }
}
