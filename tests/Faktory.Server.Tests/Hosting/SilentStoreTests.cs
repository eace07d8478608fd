using Faktory.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Tests.Hosting;

/// <summary>A store whose calls do not return: a disk that hangs fails nothing, it only never answers.</summary>
public sealed class SilentStoreTests
{
    private const string Unavailable = "-ERR storage unavailable";

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_commit_that_takes_seconds_makes_the_server_unready_until_it_is_done()
    {
        await using var engine = await EngineHarness.StartAsync();
        var gate = engine.Store.HoldCommit();
        var client = engine.Connect();

        var push = client.Post(client.Push("job-00001"));
        await gate.Entered.SoonAsync();
        await engine.SilenceAsync(Round, rounds: 1);
        // The engine hears of the silence before it takes another command.
        client.Post(client.Read());
        await engine.Seeds.WaitForAsync(2);
        var (early, whileSilent) = (push.IsReleased, engine.Health.State);
        gate.Release();

        Assert.Equal("+OK", await client.ReplyAsync(push));
        Assert.True(engine.Health.IsReady);
        Assert.Equal(EngineState.Stalled, whileSilent);
        Assert.False(early);
        Assert.Contains("memory", Assert.Single(engine.Logger.Entries, entry => entry.Level == LogLevel.Warning).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_that_does_not_return_stops_the_process_and_nothing_applied_is_ever_answered()
    {
        var engine = await EngineHarness.StartAsync();
        var gate = engine.Store.HoldCommit(isDeaf: true);
        var (producer, reader, late) = (engine.Connect(), engine.Connect(), engine.Connect());

        var push = producer.Post(producer.Push("job-00001"));
        await gate.Entered.SoonAsync();
        var read = reader.Post(reader.Read());
        await engine.Seeds.WaitForAsync(2);
        await engine.SilenceAsync(Round, rounds: 6);
        await engine.Stopper.Stopped;
        await Task.WhenAll(producer.Aborted, reader.Aborted);

        Assert.Equal([false, false], [push.IsReleased, read.IsReleased]);
        Assert.Equal(Unavailable, await late.SendAsync(late.Push("job-00002")));
        Assert.Equal(EngineState.Failed, engine.Health.State);
        var critical = Assert.Single(engine.Logger.Entries, entry => entry.Level == LogLevel.Critical);
        Assert.Contains("memory has not answered for 30 s", critical.Message, StringComparison.Ordinal);

        // The thread that hangs holds nobody up.
        await engine.DisposeAsync();
        gate.Release();
        Assert.False(push.IsReleased);
    }

    [Fact]
    public async Task A_store_that_hangs_while_it_is_opened_again_stops_the_process()
    {
        var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();
        engine.Store.FailCommit();
        var opening = engine.Store.HoldOpen();

        client.Post(client.Push("job-00001"));
        await engine.Store.WaitForOpensAsync(2).SoonAsync();
        // The first round still belongs to the commit.
        await engine.SilenceAsync(Round, rounds: 7);
        await engine.Stopper.Stopped;
        opening.SetResult();

        Assert.Equal(Unavailable, await client.SendAsync(client.Push("job-00002")));
        Assert.Equal(EngineState.Failed, engine.Health.State);
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task Many_short_commits_are_not_taken_for_a_long_one()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();

        for (var round = 0; round < 10; round++)
        {
            var gate = engine.Store.HoldCommit();
            var push = client.Post(client.Push($"job-0000{round}"));
            await gate.Entered.SoonAsync();
            engine.Time.Advance(Round);
            gate.Release();
            Assert.Equal("+OK", await client.ReplyAsync(push));
        }

        Assert.True(engine.Health.IsReady);
        Assert.False(engine.Stopper.IsStopped);
    }
}
