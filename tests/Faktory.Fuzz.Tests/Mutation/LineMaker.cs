using System.Text;
using Faktory.Fuzz.Tests.Grammar;

namespace Faktory.Fuzz.Tests.Mutation;

/// <summary>Makes command lines, good ones and damaged ones, without their endings.</summary>
internal sealed class LineMaker(Dice dice, Vocabulary names)
{
    private static readonly List<CommandForm> Weighted = [.. CommandGrammar.Commands.SelectMany(command => Enumerable.Repeat(command, command.Weight))];

    private int _marks;

    public byte[] Next() => dice.Next(20) switch
    {
        < 8 => Good(),
        < 16 => Argument(Good()),
        < 18 => ByteMutator.Mutate(Good(), dice),
        18 => Words(Good()),
        _ => Noise(),
    };

    public byte[] Hello(bool isDamaged)
    {
        var hello = Encoding.UTF8.GetBytes(names.Fill(dice.Of(CommandGrammar.Hellos), dice));
        return isDamaged ? (dice.Percent(70) ? Argument(hello) : ByteMutator.Mutate(hello, dice)) : hello;
    }

    private byte[] Good() => Encoding.UTF8.GetBytes(names.Fill(dice.Of(dice.Of(Weighted).Lines), dice));

    /// <summary>The same command with something else in its JSON.</summary>
    private byte[] Argument(byte[] line)
    {
        var at = line.AsSpan().IndexOfAny("{["u8);
        return at < 0 ? ByteMutator.Mutate(line, dice) : [.. line[..at], .. JsonMutator.Mutate(line[at..], dice)];
    }

    /// <summary>The verb in another form, a word more or less.</summary>
    private byte[] Words(byte[] line)
    {
        var words = Encoding.UTF8.GetString(line).Split(' ', 3);
        return Encoding.UTF8.GetBytes(dice.Next(6) switch
        {
            0 => words[0],
            1 => words[0] + " ",
            2 => string.Join(' ', words).ToLowerInvariant(),
            3 => string.Join("  ", words),
            4 => string.Join(' ', words.Take(2)),
            _ => words[0] + " " + string.Concat(Enumerable.Repeat(words[^1] + " ", dice.Between(2, 40))),
        });
    }

    private byte[] Noise() => dice.Next(4) switch
    {
        0 => [],
        1 => dice.Bytes(dice.Between(1, 300)),
        2 => Encoding.UTF8.GetBytes(new string('V', dice.Of((int[])[999, 1000, 1001, 50_000]))),
        _ => Encoding.UTF8.GetBytes($"mark-{++_marks}"),
    };
}
