using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Faktory.Protocol;

namespace Faktory;

public sealed partial record Job
{
    private const string NeedsReflection = "Serializes values by reflection; use an overload with JsonTypeInfo, or pass a JsonElement.";

    /// <summary>Makes a job from a type and positional arguments, for handlers in any language.</summary>
    /// <param name="type">The job type.</param>
    /// <param name="args">The arguments in order, each written as JSON with web defaults (camel case).</param>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static Job Create(string type, params object?[] args)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(args);
        return new Job(type, JsonSerializer.SerializeToElement(args, JsonSerializerOptions.Web));
    }

    /// <summary>Makes a job whose only argument is <paramref name="arg"/>, without reflection.</summary>
    /// <param name="type">The job type.</param>
    /// <param name="arg">The argument.</param>
    /// <param name="typeInfo">How to write it.</param>
    public static Job Create<T>(string type, T arg, JsonTypeInfo<T> typeInfo)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        return new Job(type, JsonBytes.Array(JsonSerializer.SerializeToUtf8Bytes(arg, typeInfo)));
    }
}
