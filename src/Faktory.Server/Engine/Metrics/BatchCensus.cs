namespace Faktory.Server.Engine;

/// <summary>How many batches are in which state; kept as they change, because there may be too many to look through.</summary>
internal sealed class BatchCensus
{
    /// <summary>Batches that are finished and still known.</summary>
    public int Finished { get; private set; }

    /// <summary>Trees that cannot go on by themselves.</summary>
    public int Stalled { get; private set; }

    public void CountFinished(int by) => Finished += by;

    public void CountStalled(int by) => Stalled += by;

    public void Clear() => (Finished, Stalled) = (0, 0);
}
