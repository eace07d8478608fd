using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Faktory.Client;

/// <summary>
/// Lays arguments out as a JSON array: a type with a constructor by its parameters, a class without one as one object,
/// a scalar or a collection as the only argument, a JSON array as it is.
/// </summary>
[RequiresUnreferencedCode(NeedsReflection)]
[RequiresDynamicCode(NeedsReflection)]
internal static class JobArguments
{
    public const string NeedsReflection = "Serializes arguments by reflection; use Job.Create with JsonTypeInfo.";

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]?> Layouts = new();

    /// <exception cref="InvalidOperationException">The type cannot be laid out; the message says why.</exception>
    public static JsonElement Write(object? args, Type type, JsonSerializerOptions options)
    {
        if (args is JsonElement element)
        {
            return element.ValueKind == JsonValueKind.Array
                ? element
                : throw new InvalidOperationException($"The arguments of a job are a JSON array; this JsonElement is {element.ValueKind}.");
        }

        // By the declared types, as the worker reads them: a runtime type would drop the discriminator of a polymorphic one.
        return JsonSerializer.SerializeToElement(
            args is not null && Positional(type, options) is { } parameters
                ? Array.ConvertAll(parameters, parameter => JsonSerializer.SerializeToElement(parameter.GetValue(args), parameter.PropertyType, options))
                : [JsonSerializer.SerializeToElement(args, type, options)],
            options);
    }

    /// <summary>The properties behind the constructor's parameters, in order; null when the value travels as one argument.</summary>
    /// <exception cref="InvalidOperationException">A parameter has no property.</exception>
    public static PropertyInfo[]? Positional(Type type, JsonSerializerOptions options) =>
        Layouts.GetOrAdd(type, static (args, json) => FindPositional(args, json), options);

    private static PropertyInfo[]? FindPositional(Type type, JsonSerializerOptions options)
    {
        if (options.GetTypeInfo(type).Kind != JsonTypeInfoKind.Object)
        {
            return null;
        }

        return ArgumentConstructor.Find(type) is { } constructor
            ? Array.ConvertAll(constructor.GetParameters(), parameter => Find(type, parameter))
            : null;
    }

    private static PropertyInfo Find(Type type, ParameterInfo parameter) =>
        type.GetProperty(parameter.Name!, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is { CanRead: true } property
            && property.PropertyType == parameter.ParameterType
            ? property
            : throw new InvalidOperationException(
                $"{type} cannot hold arguments: its constructor's parameter \"{parameter.Name}\" has no readable public property of the same name and type, so its value could not be sent.");
}
