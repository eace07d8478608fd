using Faktory.Server.Hosting;

namespace Faktory.Server.Tests.Hosting;

internal sealed class FakeMemory : IMemoryProbe
{
    private int _reclaims;
    private int _givenBack;

    public long UsedBytes { get; set; } = 100;

    public long AvailableBytes { get; set; } = 1000;

    public long CommittedBytes { get; set; } = 1000;

    public int Reclaims => Volatile.Read(ref _reclaims);

    public int TimesGivenBack => Volatile.Read(ref _givenBack);

    public void GiveBack() => Interlocked.Increment(ref _givenBack);

    public void Reclaim() => Interlocked.Increment(ref _reclaims);
}
