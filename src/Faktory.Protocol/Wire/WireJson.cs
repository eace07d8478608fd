using System.Globalization;
using System.Text.Json;

namespace Faktory.Protocol;

/// <summary>Reads fields of a server's JSON, leniently: what is missing or of another type is null, since old servers differ.</summary>
internal static class WireJson
{
    public static JsonElement ParseObject(ReadOnlySpan<byte> json, string what)
    {
        try
        {
            return JsonBytes.Parse(json) is { ValueKind: JsonValueKind.Object } root
                ? root
                : throw new FaktoryProtocolException($"The server sent something that is not {what}: no JSON object.");
        }
        catch (JsonException e)
        {
            throw new FaktoryProtocolException($"The server sent something that is not {what}: {e.Message}", e);
        }
    }

    /// <summary>Finds a member. One whose name has an escape that is half a character makes the search for others fail, so that nothing is found.</summary>
    public static bool TryFind(JsonElement root, string name, out JsonElement value)
    {
        try
        {
            return root.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            value = default;
            return false;
        }
    }

    public static string RequireString(JsonElement root, string name, string what) =>
        GetString(root, name) is { Length: > 0 } text
            ? text
            : throw new FaktoryProtocolException($"The server sent {what} without \"{name}\".");

    public static string? GetString(JsonElement root, string name) =>
        TryFind(root, name, out var value) ? TextOf(value) : null;

    /// <summary>The name of a member; null when an escape in it is half a character, which has no text.</summary>
    public static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static DateTimeOffset? GetTime(JsonElement root, string name) =>
        TryFind(root, name, out var value) ? WireTime.Read(value) : null;

    public static int? GetInt32(JsonElement root, string name) =>
        TryFind(root, name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    /// <summary>A whole number, also when it was sent as a string or with a fraction; 0 when there is none.</summary>
    public static long GetInt64(JsonElement root, string name) => TryFind(root, name, out var value) ? NumberOf(value) : 0;

    /// <inheritdoc cref="GetInt64"/>
    public static long NumberOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.Number when value.TryGetDouble(out var number) => (long)number,
        JsonValueKind.String => LeadingNumber(TextOf(value) ?? ""),
        _ => 0,
    };

    public static bool? GetBoolean(JsonElement root, string name) =>
        TryFind(root, name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    public static JsonElement? GetObject(JsonElement root, string name) =>
        TryFind(root, name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    public static IReadOnlyList<string> GetStrings(JsonElement root, string name) =>
        TryFind(root, name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(TextOf).OfType<string>()]
            : [];

    /// <summary>Null when it is no text, also when an escape in it is half a character.</summary>
    private static string? TextOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static long LeadingNumber(string text)
    {
        var end = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return long.TryParse(end < 0 ? text : text.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
