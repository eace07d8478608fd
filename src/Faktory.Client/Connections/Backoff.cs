namespace Faktory.Client;

/// <summary>How long to wait before the next attempt: doubling, half of it random, so that clients and workers that lost a server together do not come back in step.</summary>
/// <param name="Shortest">The most to wait after the first failure.</param>
/// <param name="Longest">The most to wait after any failure.</param>
internal sealed record Backoff(TimeSpan Shortest, TimeSpan Longest)
{
    /// <param name="failures">Attempts that failed in a row, from 1.</param>
    /// <param name="random">Source of the jitter.</param>
    public TimeSpan Delay(int failures, Random random)
    {
        var ceiling = Shortest * Math.Pow(2, Math.Min(failures - 1, 20));
        return (ceiling < Longest ? ceiling : Longest) * (0.5 + (random.NextDouble() / 2));
    }
}
