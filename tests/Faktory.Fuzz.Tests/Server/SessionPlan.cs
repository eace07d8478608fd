using Faktory.Fuzz.Tests.Mutation;

namespace Faktory.Fuzz.Tests.Server;

/// <summary>How a session ends from the client's side.</summary>
internal enum SessionEnd
{
    /// <summary>It says that it will send no more and reads everything.</summary>
    HalfClose,

    /// <summary>END.</summary>
    End,

    /// <summary>Gone without a word, with replies under way.</summary>
    Vanish,
}

/// <summary>The bytes of one connection, made before any is sent.</summary>
/// <param name="Hello">Its first line.</param>
/// <param name="IsHelloDamaged">Whether the server may refuse it.</param>
/// <param name="Bytes">Everything after it.</param>
/// <param name="Lines">How many lines were meant.</param>
/// <param name="End">What comes last.</param>
internal sealed record SessionPlan(byte[] Hello, bool IsHelloDamaged, byte[] Bytes, int Lines, SessionEnd End)
{
    private const int MaxLines = 40;

    public static SessionPlan Make(Dice dice, LineMaker lines, int maxLineBytes)
    {
        var isDamaged = dice.Percent(10);
        var hello = lines.Hello(isDamaged);

        // A line feed would make two lines of it, and the second one no HELLO.
        hello = [.. hello.Where(value => value != '\n')];
        var count = dice.Between(1, MaxLines);
        using var bytes = new MemoryStream();
        for (var i = 0; i < count; i++)
        {
            bytes.Write(lines.Next());
            bytes.Write(dice.Percent(90) ? "\r\n"u8 : "\n"u8);
        }

        // The next command works, whatever came before.
        bytes.Write("INFO\r\n"u8);
        var end = dice.Next(20) switch { 0 => SessionEnd.Vanish, < 4 => SessionEnd.End, _ => SessionEnd.HalfClose };
        if (dice.Percent(2))
        {
            bytes.Write(new byte[maxLineBytes + dice.Between(-2, 3)]);
            bytes.Write(dice.Percent(50) ? "\r\nINFO\r\n"u8 : default);
        }
        else if (end == SessionEnd.End)
        {
            bytes.Write("END\r\n"u8);
        }
        else if (dice.Percent(10))
        {
            bytes.Write("INF"u8);
        }

        return new SessionPlan(hello, isDamaged, bytes.ToArray(), count + 1, end);
    }
}
