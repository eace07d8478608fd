using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Faktory.Server.Commands;

/// <summary>The JSON dialect of commands (BEHAVIOUR 1.3): names match in any case, unknown ones are ignored, null is absent, integers are integers.</summary>
internal static class JsonArgument
{
    private const int MaxDepth = 256;

    /// <summary>A reader that stands on the first token.</summary>
    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    public static Utf8JsonReader Open(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            throw new JsonException("the text is not valid UTF-8");
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        return reader;
    }

    /// <summary>Ends reading after the one value that an argument may be.</summary>
    /// <exception cref="JsonException">Something follows.</exception>
    public static void Close(ref Utf8JsonReader reader) => reader.Read();

    /// <summary>Whether the reader stands on an object; false for null.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static bool IsObject(ref Utf8JsonReader reader, string what) => Is(ref reader, JsonTokenType.StartObject, what, "an object");

    /// <summary>Whether the reader stands on an array; false for null.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static bool IsArray(ref Utf8JsonReader reader, string what) => Is(ref reader, JsonTokenType.StartArray, what, "an array");

    /// <summary>Moves to the value of the next property.</summary>
    /// <param name="reader">Stands on the object's start or the last value's end.</param>
    /// <param name="name">The name without escapes.</param>
    /// <returns>False at the end of the object.</returns>
    public static bool NextProperty(ref Utf8JsonReader reader, out ReadOnlySpan<byte> name)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            name = default;
            return false;
        }

        name = reader.ValueIsEscaped ? Unescape(ref reader, "a property name") : reader.ValueSpan;
        reader.Read();
        return true;
    }

    /// <summary>Moves to the next element; false at the end of the array.</summary>
    public static bool NextElement(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType != JsonTokenType.EndArray;
    }

    public static bool Matches(ReadOnlySpan<byte> name, ReadOnlySpan<byte> field) =>
        name.Length == field.Length && Ascii.EqualsIgnoreCase(name, field);

    /// <summary>Null for null.</summary>
    /// <exception cref="JsonException">It is no string.</exception>
    public static string? ReadString(ref Utf8JsonReader reader, string field)
    {
        if (!Is(ref reader, JsonTokenType.String, field, "a string"))
        {
            return null;
        }

        return Encoding.UTF8.GetString(reader.ValueIsEscaped ? Unescape(ref reader, field) : reader.ValueSpan);
    }

    /// <summary>Null for null.</summary>
    /// <exception cref="JsonException">It is no integer of 64 bits.</exception>
    public static long? ReadInteger(ref Utf8JsonReader reader, string field)
    {
        if (!Is(ref reader, JsonTokenType.Number, field, "an integer"))
        {
            return null;
        }

        return reader.TryGetInt64(out var value) ? value : throw Wrong(field, "an integer");
    }

    /// <summary>False for null.</summary>
    /// <exception cref="JsonException">It is no boolean.</exception>
    public static bool ReadBoolean(ref Utf8JsonReader reader, string field) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        _ => throw Wrong(field, "true or false"),
    };

    /// <summary>Empty for null; a null inside is an empty string.</summary>
    /// <exception cref="JsonException">It is no array of strings.</exception>
    public static IReadOnlyList<string> ReadStrings(ref Utf8JsonReader reader, string field)
    {
        if (!IsArray(ref reader, field))
        {
            return [];
        }

        var strings = new List<string>();
        while (NextElement(ref reader))
        {
            strings.Add(ReadString(ref reader, field) ?? "");
        }

        return strings;
    }

    /// <summary>The value the reader stands on, byte for byte; the reader moves to its end.</summary>
    public static ReadOnlySpan<byte> TakeRaw(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return source[start..(int)reader.BytesConsumed];
    }

    /// <summary>The string the reader stands on without its escapes.</summary>
    /// <exception cref="JsonException">Half of a surrogate pair is missing.</exception>
    public static byte[] Unescape(ref Utf8JsonReader reader, string what)
    {
        var text = new byte[reader.ValueSpan.Length];
        try
        {
            return text[..reader.CopyString(text)];
        }
        catch (InvalidOperationException)
        {
            throw new JsonException($"{what} has a \\u escape that is half a character");
        }
    }

    public static JsonException Wrong(string field, string expected) => new($"{field} must be {expected}");

    /// <summary>What is wrong with the JSON, without the reader's line numbers: a command is one line.</summary>
    public static string Describe(JsonException exception)
    {
        var message = exception.Message;
        var suffix = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return suffix < 0 ? message : $"{message.AsSpan(0, suffix)} (at byte {exception.BytePositionInLine ?? 0})";
    }

    private static bool Is(ref Utf8JsonReader reader, JsonTokenType expected, string field, string name)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return false;
        }

        return reader.TokenType == expected ? true : throw Wrong(field, name);
    }
}
