namespace Faktory.Fuzz.Tests;

/// <summary>Everything that is left to chance, from one seed.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    /// <summary>Between both, both included.</summary>
    public int Between(int least, int most) => _random.Next(least, most + 1);

    /// <summary>True in so many of a hundred cases.</summary>
    public bool Percent(int of100) => _random.Next(100) < of100;

    public T Of<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
