using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Faktory.Client;

namespace Faktory.Worker;

/// <summary>What a handler's attributes say of the jobs made for it; read once per handler.</summary>
internal static class HandlerJob<THandler>
{
    private static readonly Lazy<(HandlerContract Contract, JobTypeDefaults Defaults)> Known = new(Read);

    public static Job Create(object? args, JsonTypeInfo? typeInfo = null)
    {
        var (contract, defaults) = Known.Value;
        return defaults.Apply(new Job(defaults.JobType, Arguments(args, contract.Arguments, typeInfo)));
    }

    private static JsonElement Arguments(object? args, Type? expected, JsonTypeInfo? typeInfo)
    {
        if (expected is null)
        {
            return args is null
                ? JobArguments.Write(JsonElement.Parse("[]"u8), typeof(JsonElement), JsonSerializerOptions.Web)
                : throw new ArgumentException($"{typeof(THandler)} takes no arguments, but {args.GetType()} was given.", nameof(args));
        }

        var type = Nullable.GetUnderlyingType(expected) ?? expected;
        if (args is null ? type == expected : !type.IsInstanceOfType(args))
        {
            throw new ArgumentException($"{typeof(THandler)} takes arguments of type {expected}, but {args?.GetType().ToString() ?? "nothing"} was given.", nameof(args));
        }

        if (typeInfo is not null)
        {
            return typeInfo.Type == expected || typeInfo.Type == type
                ? TypedArguments.Write(args, typeInfo)
                : throw new ArgumentException($"{typeof(THandler)} takes arguments of type {expected}, but the JsonTypeInfo is for {typeInfo.Type}.", nameof(typeInfo));
        }

        return JobArguments.Write(args, args is null ? expected : type, JsonSerializerOptions.Web);
    }

    private static (HandlerContract Contract, JobTypeDefaults Defaults) Read()
    {
        if (HandlerContract.Of(typeof(THandler)) is not [var contract])
        {
            throw new InvalidOperationException($"{typeof(THandler)} is no handler: it must implement exactly one of IJobHandler, IJobHandler<TArgs> and IJobHandler<TArgs, TResult>.");
        }

        var errors = new List<string>();
        var types = HandlerAttributes.Read(typeof(THandler), contract.Arguments, configured: null, errors);
        return errors.Count > 0 ? throw new InvalidOperationException(string.Join(' ', errors))
            : types is [var only] ? (contract, only)
            : throw new InvalidOperationException($"{typeof(THandler)} handles several job types ({string.Join(", ", types.Select(type => type.JobType))}), so Job.For cannot choose; use Job.Create with one of them.");
    }
}
