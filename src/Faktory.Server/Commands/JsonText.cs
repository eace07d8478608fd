using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Faktory.Server.Commands;

/// <summary>A JSON string of a command: its text, and its content as it is to stand between quotes again.</summary>
internal readonly ref struct JsonText
{
    private JsonText(ReadOnlySpan<byte> value, ReadOnlySpan<byte> encoded)
    {
        Value = value;
        Encoded = encoded;
    }

    /// <summary>The text in UTF-8, without escapes.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>The same with only the escapes that JSON needs, so that equal texts are equal bytes.</summary>
    public ReadOnlySpan<byte> Encoded { get; }

    public bool IsEmpty => Value.IsEmpty;

    public static JsonText Of(ReadOnlySpan<byte> plain) => new(plain, plain);

    /// <summary>Empty for null. Without escapes it is a slice of <paramref name="source"/>.</summary>
    /// <exception cref="JsonException">It is no string.</exception>
    public static JsonText Read(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source, string field)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return default;
            case JsonTokenType.String when !reader.ValueIsEscaped:
                var start = (int)reader.TokenStartIndex + 1;
                return Of(source.Slice(start, reader.ValueSpan.Length));
            case JsonTokenType.String:
                var value = JsonArgument.Unescape(ref reader, field);
                return new JsonText(value, JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
            default:
                throw JsonArgument.Wrong(field, "a string");
        }
    }

    public override string ToString() => Encoding.UTF8.GetString(Value);
}
