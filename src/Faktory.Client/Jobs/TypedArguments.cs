using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>Lays arguments out as <see cref="JobArguments"/> does, by what the serializer was told at compile time instead of by reflection.</summary>
internal static class TypedArguments
{
    /// <exception cref="InvalidOperationException">The type cannot be laid out; the message says why.</exception>
    public static JsonElement Write(object? args, JsonTypeInfo typeInfo)
    {
        typeInfo.MakeReadOnly();
        if (args is JsonElement { ValueKind: JsonValueKind.Array } element)
        {
            return element;
        }

        if (args is null || typeInfo.Kind != JsonTypeInfoKind.Object || Positional(typeInfo) is not { Length: > 0 } properties)
        {
            return JsonBytes.Array(JsonSerializer.SerializeToUtf8Bytes(args, typeInfo));
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var property in properties)
            {
                JsonSerializer.Serialize(writer, property.Get!(args), typeInfo.Options.GetTypeInfo(property.PropertyType));
            }

            writer.WriteEndArray();
        }

        return JsonBytes.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    // The serializer knows the parameters of the constructor that it would call; a type made without arguments has none.
    private static JsonPropertyInfo[] Positional(JsonTypeInfo typeInfo)
    {
        JsonPropertyInfo[] properties = [.. typeInfo.Properties.Where(property => property.AssociatedParameter is { IsMemberInitializer: false }).OrderBy(property => property.AssociatedParameter!.Position)];
        var isComplete = (typeInfo.ConstructorAttributeProvider as MethodBase)?.GetParameters().Length is not { } count || count == properties.Length;
        return isComplete && properties.All(property => property.Get is not null)
            ? properties
            : throw new InvalidOperationException($"{typeInfo.Type} cannot hold arguments: each parameter of its constructor needs a readable public property of the same name and type, or its value could not be sent.");
    }
}
