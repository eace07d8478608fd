using System.Globalization;

namespace Faktory.Server.Engine;

/// <summary>
/// Where a page ended, as text that a client hands back as it is. A position and not an id: the batch at the end of a
/// page may be gone when the next one is asked for.
/// </summary>
internal static class PageMark
{
    public static string Format(long position) => position.ToString(CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out long position) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out position);
}
