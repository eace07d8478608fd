using System.Globalization;

namespace Faktory.Server.Engine;

/// <summary>RFC 3339 times as the server writes them: UTC, up to 7 fractional digits without trailing zeros, <c>Z</c> (BEHAVIOUR 2.1).</summary>
internal static class WireTime
{
    private const string Layout = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    /// <summary>The longest time that <see cref="Format(DateTime)"/> makes, in characters.</summary>
    public const int MaxLength = 28;

    /// <summary>As <see cref="Format(DateTime)"/>, as UTF-8 without a string.</summary>
    /// <returns>How many bytes were written.</returns>
    public static int Format(DateTime utc, Span<byte> destination)
    {
        utc.TryFormat(destination, out var written, Layout, CultureInfo.InvariantCulture);
        return written;
    }

    public static string Format(DateTime utc) => utc.ToString(Layout, CultureInfo.InvariantCulture);

    /// <summary>Reads a time with any offset; it must have one.</summary>
    public static bool TryParse(string? text, out DateTime utc)
    {
        utc = default;
        if (text is null || text.Length < 20 || text[10] is not ('T' or 't') || !HasOffset(text))
        {
            return false;
        }

        if (!DateTimeOffset.TryParse(TrimNanoseconds(text), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return false;
        }

        utc = time.UtcDateTime;
        return true;
    }

    private static bool HasOffset(string text) => text[^1] is 'Z' or 'z' || (text[^3] == ':' && text[^6] is '+' or '-');

    /// <summary>.NET reads at most 7 fractional digits, Go writes 9.</summary>
    private static string TrimNanoseconds(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return text;
        }

        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - dot <= 8 ? text : string.Concat(text.AsSpan(0, dot + 8), text.AsSpan(end));
    }
}
