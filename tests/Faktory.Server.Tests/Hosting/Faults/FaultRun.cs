using Faktory.Server.Engine;
using Faktory.Server.Hosting;
using Faktory.Server.Tests.Storage;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Tests.Hosting.Faults;

/// <summary>A server on a store that fails as it is told, and clients that know what they were promised.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private const int Players = 5;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>Nothing becomes due and nobody gives up by itself, however long it takes.</summary>
    private static readonly EngineHostSettings Settings = new()
    {
        RecoveryTimeout = TimeSpan.FromDays(1),
        Engine = new EngineOptions { RetryBase = TimeSpan.FromDays(1), MinimumReservation = TimeSpan.FromHours(20) },
    };

    private readonly List<CommitGate> _gates = [];
    private readonly EngineHarness _engine;
    private readonly IReadOnlyList<FaultPlayer> _players;

    private FaultRun(EngineHarness engine)
    {
        _engine = engine;
        _players = [.. Enumerable.Range(0, Players).Select(number => new FaultPlayer(engine.Host, number))];
    }

    public IReadOnlyList<FaultPlayer> All => _players;

    public int Outages => _engine.Store.OpenCount - 1;

    public static async Task<FaultRun> StartAsync() => new(await EngineHarness.StartAsync(Settings));

    public async Task StepAsync(byte kind, byte choice)
    {
        switch (kind % 20)
        {
            case 0:
                _engine.Store.FailCommit(1 + (choice % 3), CommitFault.BeforeInner);
                break;
            case 1:
                _engine.Store.FailCommit(1 + (choice % 3), CommitFault.AfterInner);
                break;
            case 2:
                _gates.Add(_engine.Store.HoldCommit(1 + (choice % 2)));
                break;
            case 3:
                _gates.ForEach(gate => gate.Fail());
                break;
            case 4:
                _engine.Store.FailOpen(choice % 3);
                break;
            case 5:
                _engine.Store.FailLoad();
                break;
            case 6:
                _engine.Store.FailMaintenance();
                break;
            case 7:
                _gates.ForEach(gate => gate.Release());
                break;
            default:
                await SendAsync(_players[kind % Players], choice);
                break;
        }
    }

    /// <summary>Ends all faults, waits until everything is answered, and proves that the server works again.</summary>
    public async Task RecoverAsync()
    {
        _engine.Store.ClearFaults();
        foreach (var player in _players)
        {
            await SettleAsync(player);
            player.Settle();
        }

        var client = _engine.Connect();
        Command push;
        do
        {
            push = client.Post(client.Push("job-at-the-end"));
            await UntilAsync(() => push.IsReleased);
        }
        while (FakeConnection.Text(push) != "+OK");
        Assert.True(_engine.Health.IsReady);
        Assert.False(_engine.Stopper.IsStopped);
        Assert.DoesNotContain(_engine.Logger.Entries, entry => entry.Level == LogLevel.Critical);
    }

    /// <summary>Everything is what its client was told; what was in doubt is one of two things.</summary>
    public async Task CheckAsync()
    {
        await _engine.DisposeAsync();
        await using var store = await _engine.Store.OpenAsync(TestContext.Current.CancellationToken);
        var rows = new StoredRows();
        await store.LoadAsync(rows, TestContext.Current.CancellationToken);
        foreach (var thing in _players.SelectMany(player => player.Things))
        {
            Assert.Contains(thing.Observe(rows), new[] { thing.State, thing.Otherwise ?? thing.State });
        }

        Assert.Single(rows.Jobs, job => job.Queue == "default");
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private async Task SendAsync(FaultPlayer player, int choice)
    {
        await SettleAsync(player);
        TickWhileAway();
        player.Send(choice);
    }

    private Task SettleAsync(FaultPlayer player) => UntilAsync(() =>
    {
        if (!player.IsSettled)
        {
            _gates.ForEach(gate => gate.Release());
        }

        return player.IsSettled;
    });

    /// <summary>The next attempt to open the store is due after some ticks of the clock.</summary>
    private void TickWhileAway()
    {
        if (_engine.Health.State == EngineState.Recovering)
        {
            _engine.Time.Advance(Tick);
        }
    }

    private async Task UntilAsync(Func<bool> isDone)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!isDone())
        {
            TickWhileAway();
            await Task.Delay(1, patience.Token);
        }
    }
}
