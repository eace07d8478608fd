namespace Faktory.Server.Hosting;

/// <summary>
/// One period without a working store. It lasts until a commit succeeds: a store that opens but cannot be written
/// (a full disk) would otherwise be tried for ever. A failure long after the last opening begins a new one.
/// </summary>
internal sealed class Outage(TimeSpan timeout, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private long _startedAt;
    private long? _openedAt;
    private int _attempts;
    private bool _isOn;

    public TimeSpan Elapsed => time.GetElapsedTime(_startedAt);

    public bool IsTooLong => Elapsed >= timeout;

    public void OnFailure()
    {
        if (_isOn && !(_openedAt is { } opened && time.GetElapsedTime(opened) >= timeout))
        {
            return;
        }

        _isOn = true;
        _startedAt = time.GetTimestamp();
        _openedAt = null;
        _attempts = 0;
    }

    public void OnOpened() => _openedAt = time.GetTimestamp();

    public void OnCommitted() => _isOn = false;

    /// <summary>How long to wait before the next attempt; nothing before the first.</summary>
    public TimeSpan NextDelay()
    {
        if (_attempts++ == 0)
        {
            return TimeSpan.Zero;
        }

        var delay = FirstDelay * Math.Pow(2, Math.Min(_attempts - 2, 10));
        var rest = timeout - Elapsed;
        delay = delay < LongestDelay ? delay : LongestDelay;
        return delay < rest ? delay : rest;
    }
}
