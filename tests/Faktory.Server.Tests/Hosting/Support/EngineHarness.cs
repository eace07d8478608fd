using System.Diagnostics.Metrics;
using Faktory.Server.Hosting;
using Faktory.Server.Storage;
using Faktory.Server.Tests.Storage;

namespace Faktory.Server.Tests.Hosting;

/// <summary>A running engine host on a store that can be held and broken, with a clock, seeds and memory in the test's hands.</summary>
internal sealed class EngineHarness : IAsyncDisposable
{
    /// <summary>Tests look at single commands, so that each of them is applied at once.</summary>
    private static readonly EngineHostSettings EachAtOnce = new() { CommandsWorthWaking = 1 };

    public EngineHarness(EngineHostSettings? settings = null, FaultyStoreFactory? store = null)
    {
        Store = store ?? new FaultyStoreFactory(new MemoryStoreFactory());
        Metrics = new EngineMetrics(Meter);
        Host = new EngineHost(settings ?? EachAtOnce, Store, Memory, Seeds, Stopper, Health, Metrics, Time, Logger);
    }

    public FaultyStoreFactory Store { get; }

    public ObservedTimeProvider Time { get; } = new();

    public CountingSeeds Seeds { get; } = new();

    public FakeMemory Memory { get; } = new();

    public FakeStopper Stopper { get; } = new();

    public EngineHealth Health { get; } = new();

    public Meter Meter { get; } = new(nameof(EngineHarness));

    public EngineMetrics Metrics { get; }

    public RecordingLogger<EngineHost> Logger { get; } = new();

    public EngineHost Host { get; }

    public static async Task<EngineHarness> StartAsync(EngineHostSettings? settings = null, FaultyStoreFactory? store = null)
    {
        var harness = new EngineHarness(settings, store);
        await harness.Host.StartAsync(TestContext.Current.CancellationToken);
        return harness;
    }

    public FakeConnection Connect(string? wid = null) => new(Host, wid);

    /// <summary>A commit that is held while the test looks around; one push of another connection is in it.</summary>
    public async Task<CommitGate> HoldACommitAsync()
    {
        var gate = Store.HoldCommit();
        var other = Connect();
        other.Post(other.Push("j-in-held-commit"));
        await gate.Entered.SoonAsync();
        return gate;
    }

    /// <summary>Lets rounds of the store's watch pass while a call of the store is under way.</summary>
    public async Task SilenceAsync(TimeSpan round, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            await Time.WaitForTimerAsync(round);
            Time.Advance(round);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await Host.StopAsync(soon.Token);
        Host.Dispose();
        Meter.Dispose();
    }
}
