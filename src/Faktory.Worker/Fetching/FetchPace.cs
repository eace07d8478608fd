namespace Faktory.Worker;

/// <summary>
/// How many FETCHes may be under way at a time: one, unless jobs come as fast as they are asked for, because behind a FETCH that the server parks
/// everything else would wait. Guarded by the slots' gate.
/// </summary>
internal sealed class FetchPace(TimeProvider time)
{
    private const int MostFetches = 32;
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan TooSoon = TimeSpan.FromMilliseconds(50);

    private long _lastReply;

    public int Window { get; private set; } = 1;

    /// <summary>Learns from the answer to a FETCH.</summary>
    /// <param name="sentAt">The timestamp of its sending.</param>
    /// <param name="hasJob">Whether it brought a job.</param>
    /// <returns>Whether the server says at once that there is nothing, so that asking again must wait.</returns>
    public bool Learn(long sentAt, bool hasJob)
    {
        var waited = time.GetElapsedTime(Math.Max(sentAt, _lastReply));
        _lastReply = time.GetTimestamp();
        Window = hasJob && waited <= AtOnce ? Math.Min(MostFetches, Window * 2) : 1;
        return !hasJob && waited < TooSoon;
    }
}
