namespace Faktory.Server.Engine;

/// <summary>BEHAVIOUR 2.6: count^4 + base + random(0 .. 2*base-1) * (count+1) seconds.</summary>
internal static class Backoff
{
    /// <summary>A client may push a failure with any count: the time of the next try must still be one that can be written.</summary>
    private const double LongestSeconds = 100.0 * 365 * 24 * 60 * 60;

    public static TimeSpan Delay(int retryCount, TimeSpan retryBase, SeededIds random)
    {
        var seconds = Math.Max(1, (long)retryBase.TotalSeconds);
        var delay = Math.Pow(retryCount, 4) + seconds + (random.NextBelow(2 * seconds) * (retryCount + 1.0));
        return TimeSpan.FromSeconds(Math.Min(delay, LongestSeconds));
    }
}
