using System.Globalization;
using System.Text;

namespace Faktory.Fuzz.Tests.Server;

/// <summary>Says what went wrong together with what it takes to see it again.</summary>
internal static class FuzzFailure
{
    private const int MaxShown = 600;

    public static string Describe(string problem, int session, ReadOnlySpan<byte> line, string? reply = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{problem}\nSession {session}, seed {FuzzBudget.Seed}, {FuzzBudget.Inputs} inputs.\nLine ({line.Length} bytes): {Show(line)}{(reply is null ? "" : $"\nReply: {reply}")}");

    /// <summary>Bytes as text, with escapes for what a terminal would not show.</summary>
    public static string Show(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var value in bytes[..Math.Min(bytes.Length, MaxShown)])
        {
            _ = value is >= 0x20 and < 0x7f ? text.Append((char)value) : text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
        }

        return bytes.Length > MaxShown ? text.Append('…').ToString() : text.ToString();
    }
}
