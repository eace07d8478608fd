using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Faktory.Server.Tests.Golden;

/// <summary>What the real server answered, read from <c>replies-1.10.0.txt</c>.</summary>
internal static partial class Recording
{
    private const int NameWidth = 35;

    /// <summary>The commands of the one long connection, in their order.</summary>
    public static IReadOnlyList<RecordedReply> Commands { get; }

    /// <summary>First lines of connections of their own, with what came after HI.</summary>
    public static IReadOnlyList<RecordedReply> Handshakes { get; }

    static Recording()
    {
        var commands = new List<RecordedReply>();
        var handshakes = new List<RecordedReply>();
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "replies-1.10.0.txt"));
        for (var line = 1; line < lines.Length; line++)
        {
            if (OneLine().Match(lines[line]) is { Success: true } one)
            {
                var name = one.Groups["name"].Value;
                if (one.Groups["sent"].Success)
                {
                    handshakes.Add(new RecordedReply(name, Bytes(one.Groups["sent"].Value), Bytes(one.Groups["reply"].Value)));
                }
                else
                {
                    commands.Add(new RecordedReply(name, "", Bytes(one.Groups["reply"].Value)));
                }
            }
            else
            {
                var sent = lines[line].Length > NameWidth ? lines[line][NameWidth..] : "";
                var reply = TwoLines().Match(lines[++line]).Groups["reply"].Value;
                commands.Add(new RecordedReply(lines[line - 1][..Math.Min(NameWidth, lines[line - 1].Length)].Trim(), Bytes(sent), Bytes(reply)));
            }
        }

        Commands = commands;
        Handshakes = handshakes;
    }

    /// <summary>Text as it is, or a Python bytes literal.</summary>
    private static string Bytes(string text)
    {
        if (text is not ['b', '\'' or '"', .., '\'' or '"'])
        {
            return text;
        }

        var bytes = new List<byte>();
        for (var at = 2; at < text.Length - 1; at++)
        {
            if (text[at] != '\\')
            {
                bytes.Add((byte)text[at]);
                continue;
            }

            at++;
            bytes.Add(text[at] switch
            {
                'r' => (byte)'\r',
                'n' => (byte)'\n',
                'x' => byte.Parse(text.AsSpan(at + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                var other => (byte)other,
            });
            at += text[at] == 'x' ? 2 : 0;
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    [GeneratedRegex("""^(?<name>\S.*?)( (?<sent>b'.*'))? => (?<reply>b('.*'|".*"))""")]
    private static partial Regex OneLine();

    [GeneratedRegex("""^ +=> (?<reply>b('.*'|".*"))""")]
    private static partial Regex TwoLines();
}

/// <param name="Name">What the recording calls it.</param>
/// <param name="Sent">The line without its ending, or the raw bytes when it has its own; empty where only the name tells.</param>
/// <param name="Reply">The raw bytes.</param>
internal sealed record RecordedReply(string Name, string Sent, string Reply);
