namespace Faktory.Server.Engine;

/// <summary>When to look at which batch's lifetime. A batch may stand in it more than once; only its <see cref="Batch.CheckAt"/> counts.</summary>
internal sealed class BatchSchedule
{
    private readonly PriorityQueue<Batch, DateTime> _checks = new();

    public DateTime? Next => _checks.TryPeek(out _, out var at) ? at : null;

    /// <summary>Looks at the batch at this time, or sooner when that was planned.</summary>
    public void NoLaterThan(Batch batch, DateTime at)
    {
        if (batch.CheckAt == default || at < batch.CheckAt)
        {
            Set(batch, at);
        }
    }

    public void Set(Batch batch, DateTime at)
    {
        batch.CheckAt = at;
        _checks.Enqueue(batch, at);
    }

    /// <summary>Takes a batch whose time has come; null for none.</summary>
    public Batch? TakeDue(DateTime now)
    {
        while (_checks.TryPeek(out var batch, out var at) && at <= now)
        {
            _checks.Dequeue();
            if (!batch.IsGone && batch.CheckAt == at)
            {
                batch.CheckAt = default;
                return batch;
            }
        }

        return null;
    }

    public void Clear() => _checks.Clear();
}
