namespace Faktory.Server.Engine;

/// <summary>BEHAVIOUR 2.6: count^4 + base + random(0 .. 2*base-1) * (count+1) seconds.</summary>
internal static class Backoff
{
    public static TimeSpan Delay(int retryCount, TimeSpan retryBase, SeededIds random)
    {
        var seconds = Math.Max(1, (long)retryBase.TotalSeconds);
        var power = (long)Math.Pow(retryCount, 4);
        return TimeSpan.FromSeconds(power + seconds + (random.NextBelow(2 * seconds) * (retryCount + 1)));
    }
}
