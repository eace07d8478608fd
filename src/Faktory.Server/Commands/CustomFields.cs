using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Faktory.Server.Commands;

/// <summary>A job's <c>custom</c> object.</summary>
internal ref struct CustomFields
{
    /// <summary>The object byte for byte; empty when it is absent or has no members.</summary>
    public ReadOnlySpan<byte> Raw;

    /// <summary>Its <c>bid</c>; null when that is absent, empty or no string.</summary>
    public string? BatchId;

    /// <summary>What it asks of the server.</summary>
    public CustomTerms Terms;

    /// <exception cref="JsonException">It is neither an object nor null.</exception>
    public static CustomFields Read(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        CustomFields custom = default;
        if (!JsonArgument.IsObject(ref reader, "custom"))
        {
            return custom;
        }

        var start = (int)reader.TokenStartIndex;
        var isEmpty = true;
        while (JsonArgument.NextProperty(ref reader, out var name))
        {
            isEmpty = false;
            if (name.SequenceEqual("bid"u8) && reader.TokenType == JsonTokenType.String)
            {
                custom.BatchId = JsonArgument.ReadString(ref reader, "custom.bid") is { Length: > 0 } bid ? bid : custom.BatchId;
            }
            else if (!custom.Terms.Read(name, ref reader))
            {
                reader.Skip();
            }
        }

        custom.Raw = isEmpty ? default : source[start..(int)reader.BytesConsumed];
        return custom;
    }

    /// <summary>The object without some of its members, everything else verbatim; empty when nothing is left.</summary>
    /// <param name="custom">A valid object, or empty.</param>
    /// <param name="isRemoved">Whether the member of this name goes.</param>
    public static ReadOnlySpan<byte> Without(ReadOnlySpan<byte> custom, NamePredicate isRemoved)
    {
        if (custom.IsEmpty)
        {
            return default;
        }

        var kept = new ArrayBufferWriter<byte>(custom.Length);
        using var writer = new Utf8JsonWriter(kept, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 });
        var reader = JsonArgument.Open(custom);
        var isAnyRemoved = false;
        var isAnyKept = false;
        writer.WriteStartObject();
        while (JsonArgument.NextProperty(ref reader, out var name))
        {
            if (isRemoved(name))
            {
                isAnyRemoved = true;
                reader.Skip();
            }
            else
            {
                isAnyKept = true;
                writer.WritePropertyName(name);
                writer.WriteRawValue(JsonArgument.TakeRaw(ref reader, custom), skipInputValidation: true);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return !isAnyKept ? default : isAnyRemoved ? kept.WrittenSpan : custom;
    }

    internal delegate bool NamePredicate(ReadOnlySpan<byte> name);
}
