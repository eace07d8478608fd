namespace Faktory.Client;

/// <summary>The end of a span of time that began when this was made.</summary>
internal readonly struct Deadline(TimeProvider time, TimeSpan span)
{
    private readonly long _begin = time.GetTimestamp();

    /// <summary>What is left, never below zero.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var left = span - time.GetElapsedTime(_begin);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
