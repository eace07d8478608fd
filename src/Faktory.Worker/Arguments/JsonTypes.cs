using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Faktory.Worker;

/// <summary>What the serializer knows about a type, and words for JSON values.</summary>
internal static class JsonTypes
{
    /// <summary>The serializer's view of a type.</summary>
    /// <exception cref="UnbindableArgumentsException">It cannot read the type.</exception>
    public static JsonTypeInfo Describe(Type type, JsonSerializerOptions json)
    {
        try
        {
            var info = json.GetTypeInfo(type);
            if (info.Kind == JsonTypeInfoKind.None)
            {
                Probe(info);
            }

            return info;
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new UnbindableArgumentsException($"arguments of type {type} cannot be bound: {exception.Message}");
        }
    }

    // Delegates, reflection types and the like have metadata all the same, and refuse only once they are read.
    private static void Probe(JsonTypeInfo info)
    {
        try
        {
            JsonSerializer.Deserialize("0"u8, info);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // A number is no such value, which is all that was asked.
        }
    }

    /// <summary>Whether a type can be written as a JSON object.</summary>
    public static bool IsObject(Type type, JsonSerializerOptions json) =>
        type == typeof(object) || type == typeof(JsonElement)
        || Describe(Nullable.GetUnderlyingType(type) ?? type, json).Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary;

    /// <summary>What was found, for messages. Only its kind: arguments may be private and messages travel.</summary>
    public static string Found(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => $"an array of {value.GetArrayLength()}",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Null => "null",
        _ => "nothing",
    };

    /// <summary>Reads one value.</summary>
    /// <param name="value">The JSON.</param>
    /// <param name="type">What it is to become.</param>
    /// <param name="json">How it is read.</param>
    /// <param name="what">What it is, for the message; for example <c>Argument 2 ("sku") of ReserveStock</c>.</param>
    /// <exception cref="JobArgumentException">It is something else.</exception>
    public static object? Read(JsonElement value, Type type, JsonSerializerOptions json, string what)
    {
        try
        {
            return value.Deserialize(type, json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or NotSupportedException)
        {
            throw new JobArgumentException($"{what} must be {Name(type)}, but {Found(value)} was found.", exception);
        }
    }

    /// <summary>A type's name for people: <c>Int32?</c> rather than <c>Nullable`1</c>.</summary>
    public static string Name(Type type) => Nullable.GetUnderlyingType(type) is { } underlying
        ? underlying.Name + "?"
        : type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.Name;
}
