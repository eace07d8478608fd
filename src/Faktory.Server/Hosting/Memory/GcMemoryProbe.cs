namespace Faktory.Server.Hosting;

/// <summary>
/// Measures the managed heap, where all jobs are. Not the resident set: it does not shrink when the jobs are gone, so
/// a server that once was full would stay so.
/// </summary>
internal sealed class GcMemoryProbe : IMemoryProbe
{
    public long UsedBytes => GC.GetTotalMemory(forceFullCollection: false);

    public long AvailableBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    public long CommittedBytes => GC.GetGCMemoryInfo().TotalCommittedBytes;

    public void Reclaim() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);

    public void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
