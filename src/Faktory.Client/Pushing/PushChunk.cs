namespace Faktory.Client;

/// <summary>Jobs that go out in one PUSHB, bounded by count and bytes so that memory stays flat however many there are.</summary>
internal sealed class PushChunk
{
    /// <summary>What servers advise.</summary>
    public const int MaxCount = 1000;

    /// <summary>Well below any server's limit for one command.</summary>
    public const int MaxBytes = 1024 * 1024;

    private readonly List<GatheredPush> _pushes = [];
    private long _bytes;

    public IReadOnlyList<GatheredPush> Pushes => _pushes;

    /// <summary>Adds a job; false when it belongs into the next chunk. The first always fits.</summary>
    public bool TryAdd(GatheredPush push)
    {
        var bytes = JobSize.Estimate(push.Job!);
        if (_pushes.Count > 0 && (_pushes.Count >= MaxCount || _bytes + bytes > MaxBytes))
        {
            return false;
        }

        _pushes.Add(push);
        _bytes += bytes;
        return true;
    }

    public void Abandon(Exception reason)
    {
        foreach (var push in _pushes)
        {
            push.Abandon(reason);
        }
    }
}
