namespace Worker.Demo.Counting;

/// <summary>Counts what <c>wc</c> counts, over chunks of any size.</summary>
internal struct TextCounter
{
    private bool _inWord;

    /// <summary>Bytes seen.</summary>
    public long Bytes { get; private set; }

    /// <summary>Newline characters seen: a last line without one does not count, as in <c>wc -l</c>.</summary>
    public long Lines { get; private set; }

    /// <summary>
    /// Runs of bytes other than white space that hold a printable ASCII character: what GNU <c>wc -w</c> counts in the C locale.
    /// </summary>
    public long Words { get; private set; }

    /// <summary>Takes the next bytes in.</summary>
    public void Add(ReadOnlySpan<byte> chunk)
    {
        Bytes += chunk.Length;
        foreach (var value in chunk)
        {
            if (IsWhiteSpace(value))
            {
                _inWord = false;
                Lines += value == '\n' ? 1 : 0;
            }
            else if (!_inWord && IsPrintable(value))
            {
                _inWord = true;
                Words++;
            }
        }
    }

    private static bool IsWhiteSpace(byte value) => value is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');

    private static bool IsPrintable(byte value) => value is > (byte)' ' and < 0x7F;
}
