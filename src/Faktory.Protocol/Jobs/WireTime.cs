using System.Globalization;
using System.Text.Json;

namespace Faktory.Protocol;

/// <summary>Timestamps on the wire: RFC 3339, written in UTC with trailing zeros dropped.</summary>
internal static class WireTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is not { } value)
        {
            return;
        }

        Span<byte> text = stackalloc byte[Format.Length];
        value.UtcDateTime.TryFormat(text, out var written, Format, CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..written]);
    }

    /// <summary>Null when the value is no timestamp; servers leave some of them empty.</summary>
    public static DateTimeOffset? Read(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time : null;
        }
        catch (InvalidOperationException)
        {
            // An escape that is half a character.
            return null;
        }
    }

    /// <inheritdoc cref="Read(JsonElement)"/>
    public static DateTimeOffset? Read(ref readonly Utf8JsonReader value)
    {
        try
        {
            return value.TokenType == JsonTokenType.String && value.TryGetDateTimeOffset(out var time) ? time : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
