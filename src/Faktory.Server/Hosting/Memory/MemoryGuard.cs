using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>Refuses what adds jobs or batches while too much memory is in use; workers go on, so that the server empties. Engine thread only.</summary>
internal sealed class MemoryGuard(long? maxMemory, IMemoryProbe probe, TimeProvider time)
{
    /// <summary>Asking costs more than applying a command; memory does not grow by much in between.</summary>
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan ReclaimInterval = TimeSpan.FromSeconds(10);

    private static readonly Reply Full = Reply.Error("server is full");

    private readonly long _limit = maxMemory ?? probe.AvailableBytes / 4 * 3;
    private long? _probedAt;
    private long? _reclaimedAt;
    private bool _isFull;

    /// <summary>The error for a command that is not to be applied; null when it may be.</summary>
    public Reply? Refuse(Command command) =>
        command is PushCommand or PushManyCommand or BatchSubmitCommand or BatchNewCommand && IsFull() ? Full : null;

    /// <summary>Whether no new jobs are to be taken.</summary>
    public bool IsFull()
    {
        var now = time.GetTimestamp();
        if (_probedAt is { } probed && time.GetElapsedTime(probed, now) < ProbeInterval)
        {
            return _isFull;
        }

        _probedAt = now;
        _isFull = probe.UsedBytes > _limit;
        if (_isFull && !(_reclaimedAt is { } reclaimed && time.GetElapsedTime(reclaimed, now) < ReclaimInterval))
        {
            _reclaimedAt = now;
            probe.Reclaim();
        }

        return _isFull;
    }
}
