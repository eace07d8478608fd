namespace Faktory.Fuzz.Tests.Server;

/// <summary>What a server must make of the bytes of one connection: cut into lines by a second, simple reader, up to the line that ends it.</summary>
internal sealed class SentLines
{
    /// <summary>Lines that must be answered, in order.</summary>
    public List<byte[]> Answered { get; } = [];

    /// <summary>Whether a line was too long: one error more, then the end.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Whether the server ends the connection although the client would go on.</summary>
    public bool IsEnded { get; private set; }

    public static SentLines Of(ReadOnlySpan<byte> bytes, int maxBytes)
    {
        var lines = new SentLines();
        while (!lines.IsEnded && bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            lines.Add(bytes[..end], maxBytes);
            bytes = bytes[(end + 1)..];
        }

        if (!lines.IsEnded && bytes.Length > maxBytes + 1)
        {
            (lines.IsTooLong, lines.IsEnded) = (true, true);
        }

        return lines;
    }

    private void Add(ReadOnlySpan<byte> line, int maxBytes)
    {
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        if (line.Length > maxBytes)
        {
            (IsTooLong, IsEnded) = (true, true);
        }
        else if (line.SequenceEqual("END"u8) || line.StartsWith("END "u8))
        {
            IsEnded = true;
        }
        else
        {
            Answered.Add(line.ToArray());
        }
    }
}
