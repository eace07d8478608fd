namespace Faktory.Client;

/// <summary>How long to wait before the next attempt: doubling, half of it random, so that many clients do not come back at once.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <param name="failures">Attempts that failed in a row, from 1.</param>
    /// <param name="random">Source of the jitter.</param>
    public static TimeSpan Delay(int failures, Random random)
    {
        var ceiling = Shortest * Math.Pow(2, Math.Min(failures - 1, 20));
        return (ceiling < Longest ? ceiling : Longest) * (0.5 + (random.NextDouble() / 2));
    }
}
