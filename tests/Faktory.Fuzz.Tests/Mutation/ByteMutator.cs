namespace Faktory.Fuzz.Tests.Mutation;

/// <summary>Damage that knows nothing of the form: bytes changed, added, gone, repeated.</summary>
internal static class ByteMutator
{
    private static readonly byte[] Telling = "\0\t\r \"\\{}[]:,-+$*0a\x7f"u8.ToArray();

    public static byte[] Mutate(byte[] bytes, Dice dice)
    {
        if (bytes.Length == 0)
        {
            return dice.Bytes(dice.Between(1, 8));
        }

        var at = dice.Next(bytes.Length);
        var until = Math.Min(bytes.Length, at + dice.Between(1, 8));
        return dice.Next(7) switch
        {
            0 => [.. bytes[..at], dice.Of(Telling), .. bytes[at..]],
            1 => [.. bytes[..at], .. bytes[until..]],
            2 => [.. bytes[..at], (byte)dice.Next(256), .. bytes[(at + 1)..]],
            3 => bytes[..at],
            4 => [.. bytes[..until], .. bytes[at..]],
            5 => [.. bytes[..at], .. dice.Bytes(4), .. bytes[at..]],
            _ => [.. bytes[..at], (byte)(bytes[at] ^ (1 << dice.Next(8))), .. bytes[(at + 1)..]],
        };
    }
}
