using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Worker;

/// <summary>Where the parameters of a mapped delegate come from; decided once, at start, as minimal APIs do.</summary>
internal sealed class DelegateParameters
{
    private readonly Func<JobContext, object?>?[] _sources;
    private readonly Func<JsonElement, object?[]> _read;

    private DelegateParameters(Func<JobContext, object?>?[] sources, Func<JsonElement, object?[]> read) => (_sources, _read) = (sources, read);

    /// <summary>Decides.</summary>
    /// <param name="job">The job type, for messages.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="services">Knows which types are services.</param>
    /// <param name="json">How arguments are read.</param>
    /// <param name="errors">Receives what is wrong, for a person.</param>
    public static DelegateParameters Of(string job, IReadOnlyList<ParameterInfo> parameters, IServiceProviderIsService services, JsonSerializerOptions json, List<string> errors)
    {
        Func<JobContext, object?>?[] sources = [.. parameters.Select(parameter => DelegateSource.Of(parameter, services))];
        var arguments = parameters.Where((_, index) => sources[index] is null).ToList();
        return new DelegateParameters(sources, Reader(job, arguments, json, errors));
    }

    /// <summary>The values for one job.</summary>
    /// <exception cref="JobArgumentException">Its arguments do not fit.</exception>
    public object?[] Bind(JobContext context)
    {
        var arguments = _read(context.Job.Args);
        var values = new object?[_sources.Length];
        var next = 0;
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = _sources[index] is { } source ? source(context) : arguments[next++];
        }

        return values;
    }

    private static Func<JsonElement, object?[]> Reader(string job, List<ParameterInfo> arguments, JsonSerializerOptions json, List<string> errors)
    {
        if (arguments is [var only] && TakesAll(only.ParameterType, json))
        {
            return Try(() => Only(only, json), errors, job, only);
        }

        if (arguments.Find(parameter => parameter.ParameterType == typeof(JsonElement)) is { } whole)
        {
            errors.Add($"MapJob(\"{job}\"): parameter \"{whole.Name}\" is a JsonElement and takes all arguments, so {string.Join(", ", arguments.Where(parameter => parameter != whole).Select(parameter => $"\"{parameter.Name}\""))} can take none.");
            return Nothing;
        }

        var positional = new List<ArgumentParameter>();
        foreach (var parameter in arguments)
        {
            Try(() =>
            {
                positional.Add(ArgumentParameter.From($"job type \"{job}\"", parameter, json));
                return Nothing;
            }, errors, job, parameter);
        }

        return new PositionalArguments($"job type \"{job}\"", positional, json).FromArray;
    }

    private static Func<JsonElement, object?[]> Only(ParameterInfo parameter, JsonSerializerOptions json)
    {
        var binder = ArgumentBinder.For(parameter.ParameterType, json);
        var (isOptional, missing) = (parameter.HasDefaultValue, parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null);
        return args => [isOptional && args.GetArrayLength() == 0 ? missing : binder.Bind(args)];
    }

    // Records, classes and JsonElement are bound as for IJobHandler<TArgs>; what cannot be described is reported by whoever binds it.
    private static bool TakesAll(Type type, JsonSerializerOptions json)
    {
        try
        {
            return type == typeof(JsonElement) || JsonTypes.Describe(Nullable.GetUnderlyingType(type) ?? type, json).Kind == JsonTypeInfoKind.Object;
        }
        catch (UnbindableArgumentsException)
        {
            return true;
        }
    }

    private static Func<JsonElement, object?[]> Try(Func<Func<JsonElement, object?[]>> make, List<string> errors, string job, ParameterInfo parameter)
    {
        try
        {
            return make();
        }
        catch (UnbindableArgumentsException unbindable)
        {
            errors.Add($"MapJob(\"{job}\"): parameter \"{parameter.Name}\" of type {parameter.ParameterType} is no registered service and cannot be an argument: {unbindable.Message}");
            return Nothing;
        }
    }

    private static object?[] Nothing(JsonElement args) => [];
}
