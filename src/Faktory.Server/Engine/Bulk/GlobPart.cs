namespace Faktory.Server.Engine;

/// <summary>One part of a <see cref="Glob"/>.</summary>
/// <param name="Accepts">Which bytes it takes one of, by value; null for any number of any bytes (<c>*</c>).</param>
internal readonly record struct GlobPart(bool[]? Accepts)
{
    private const int Bytes = byte.MaxValue + 1;

    public static List<GlobPart> Parse(ReadOnlySpan<byte> pattern)
    {
        var parts = new List<GlobPart>();
        while (!pattern.IsEmpty)
        {
            parts.Add(Take(ref pattern));
        }

        return parts;
    }

    private static GlobPart Take(ref ReadOnlySpan<byte> pattern)
    {
        var first = TakeByte(ref pattern);
        switch (first)
        {
            case (byte)'*':
                return new GlobPart(null);
            case (byte)'?':
                var any = new bool[Bytes];
                Array.Fill(any, true);
                return new GlobPart(any);
            case (byte)'[':
                return new GlobPart(TakeClass(ref pattern));
            case (byte)'\\' when !pattern.IsEmpty:
                first = TakeByte(ref pattern);
                break;
        }

        var one = new bool[Bytes];
        one[first] = true;
        return new GlobPart(one);
    }

    /// <summary>As in Redis: a class that is not closed ends with the pattern, a range may be given backwards.</summary>
    private static bool[] TakeClass(ref ReadOnlySpan<byte> pattern)
    {
        var accepts = new bool[Bytes];
        var isNegated = !pattern.IsEmpty && pattern[0] == (byte)'^';
        if (isNegated)
        {
            pattern = pattern[1..];
        }

        while (!pattern.IsEmpty && TakeByte(ref pattern) is var first and not (byte)']')
        {
            var last = first;
            if (first == (byte)'\\' && !pattern.IsEmpty)
            {
                last = first = TakeByte(ref pattern);
            }
            else if (pattern.Length >= 2 && pattern[0] == (byte)'-')
            {
                last = pattern[1];
                pattern = pattern[2..];
            }

            Array.Fill(accepts, true, Math.Min(first, last), Math.Abs(last - first) + 1);
        }

        return isNegated ? Array.ConvertAll(accepts, accepted => !accepted) : accepts;
    }

    private static byte TakeByte(ref ReadOnlySpan<byte> pattern)
    {
        var first = pattern[0];
        pattern = pattern[1..];
        return first;
    }
}
