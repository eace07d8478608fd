namespace Faktory.Fuzz.Tests.Mutation;

/// <summary>Damages JSON where a reader would not expect it: the wrong type, a name twice, a member gone, a value too deep or too long.</summary>
internal static class JsonMutator
{
    private const int MaxEdits = 3;

    public static byte[] Mutate(byte[] json, Dice dice)
    {
        for (var edits = dice.Between(1, MaxEdits); edits > 0; edits--)
        {
            json = JsonParts.Of(json) is { } parts ? Edit(json, parts, dice) : ByteMutator.Mutate(json, dice);
        }

        return json;
    }

    private static byte[] Edit(byte[] json, JsonParts parts, Dice dice) => dice.Next(10) switch
    {
        0 when parts.Members.Count > 0 => Replace(json, dice.Of(parts.Members), []),
        1 when parts.Members.Count > 0 => Twice(json, dice.Of(parts.Members), dice),
        2 when parts.Names.Count > 0 => Rename(json, dice.Of(parts.Names), dice),
        3 when parts.Names.Count > 0 => Replace(json, dice.Of(parts.Names), OddValues.Pick(dice)),
        4 => Swap(json, parts, dice),
        5 => Pad(json, dice.Of(parts.Values), dice),
        _ => Replace(json, dice.Of(parts.Values), OddValues.Pick(dice)),
    };

    private static byte[] Replace(byte[] json, (int Start, int End) part, ReadOnlySpan<byte> by) => [.. json[..part.Start], .. by, .. json[part.End..]];

    /// <summary>The member again, with another value.</summary>
    private static byte[] Twice(byte[] json, (int Start, int End) member, Dice dice)
    {
        var text = json[member.Start..member.End];
        var colon = Array.IndexOf(text, (byte)':');
        byte[] again = dice.Percent(50) ? text : [.. text[..(colon + 1)], .. OddValues.Pick(dice)];
        return dice.Percent(50)
            ? [.. json[..member.Start], .. again, (byte)',', .. json[member.Start..]]
            : [.. json[..member.End], (byte)',', .. again, .. json[member.End..]];
    }

    /// <summary>The same name in another case or with escapes, which must mean the same, or almost the same name.</summary>
    private static byte[] Rename(byte[] json, (int Start, int End) name, Dice dice)
    {
        var text = json[(name.Start + 1)..(name.End - 1)];
        if (text.Length == 0)
        {
            return Replace(json, name, "\"\\u0061\""u8);
        }

        var at = dice.Next(text.Length);
        byte[] renamed = dice.Next(3) switch
        {
            0 => [.. text[..at], (byte)(text[at] ^ 0x20), .. text[(at + 1)..]],
            1 => [.. text[..at], .. "\\u00"u8, .. Convert.ToHexString([text[at]]).Select(digit => (byte)digit), .. text[(at + 1)..]],
            _ => [.. text[..at], 0xC5, 0xBF, .. text[at..]],
        };
        return Replace(json, name, [(byte)'"', .. renamed, (byte)'"']);
    }

    /// <summary>A value where another one was.</summary>
    private static byte[] Swap(byte[] json, JsonParts parts, Dice dice)
    {
        var other = dice.Of(parts.Values);
        return Replace(json, dice.Of(parts.Values), json.AsSpan(other.Start, other.End - other.Start));
    }

    private static byte[] Pad(byte[] json, (int Start, int End) value, Dice dice)
    {
        ReadOnlySpan<byte> space = dice.Next(5) switch
        {
            0 => "\t"u8,
            1 => "\r"u8,
            2 => "   "u8,
            3 => "\uFEFF"u8,
            _ => "\0"u8,
        };
        return Replace(json, (value.Start, value.Start), space);
    }
}
