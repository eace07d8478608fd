using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Faktory.Protocol;

/// <summary>Small pieces of JSON as bytes.</summary>
internal static class JsonBytes
{
    /// <summary>How deep a user's arguments and <c>custom</c> may nest.</summary>
    public const int MaxDepth = 512;

    private static readonly JsonDocumentOptions ParseOptions = new() { MaxDepth = MaxDepth };

    public static JsonElement EmptyArray { get; } = Parse("[]"u8);

    public static JsonElement Parse(ReadOnlySpan<byte> json) => JsonElement.Parse(json, ParseOptions);

    public static JsonElement Array(ReadOnlySpan<byte> element) => Parse([(byte)'[', .. element, (byte)']']);

    public static byte[] String(string text) => [(byte)'"', .. JsonEncodedText.Encode(text).EncodedUtf8Bytes, (byte)'"'];

    public static byte[] Number(double value) => Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes an element with its own bytes, unless they hold a line break, which would end a command.</summary>
    public static void WriteVerbatim(Utf8JsonWriter writer, JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        if (raw.IndexOfAny((byte)'\r', (byte)'\n') >= 0)
        {
            element.WriteTo(writer);
        }
        else
        {
            writer.WriteRawValue(raw, skipInputValidation: true);
        }
    }
}
