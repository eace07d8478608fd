using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Hosting;

public sealed class EngineTimerTests
{
    private static readonly TimeSpan FetchWait = new EngineOptions().FetchWait;

    [Fact]
    public async Task A_parked_fetch_ends_with_null_when_its_time_is_over()
    {
        await using var engine = await EngineHarness.StartAsync();
        var worker = engine.Connect();

        var fetch = worker.Post(worker.Fetch());
        await engine.Time.WaitForTimerAsync(FetchWait);
        engine.Time.Advance(FetchWait);

        Assert.Equal("$-1", await worker.ReplyAsync(fetch));
    }

    [Fact]
    public async Task A_timer_that_is_set_stays_and_is_set_anew_for_what_comes_later()
    {
        await using var engine = await EngineHarness.StartAsync();
        var worker = engine.Connect();
        var early = worker.Post(worker.Fetch());
        await engine.Time.WaitForTimerAsync(FetchWait);

        engine.Time.Advance(FetchWait / 2);
        var late = worker.Post(worker.Fetch());
        await engine.Seeds.WaitForAsync(2);
        engine.Time.Advance(FetchWait / 2);
        var first = await worker.ReplyAsync(early);
        var lateIsWaiting = !late.IsReleased;
        await engine.Time.WaitForTimerAsync(FetchWait / 2);
        engine.Time.Advance(FetchWait / 2);

        Assert.Equal("$-1", first);
        Assert.True(lateIsWaiting);
        Assert.Equal("$-1", await worker.ReplyAsync(late));
    }

    [Fact]
    public async Task Engine_time_does_not_go_back_with_the_clock()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();
        var before = client.Read();
        var after = client.Read();

        await client.SendAsync(before);
        engine.Time.Skew = TimeSpan.FromHours(-1);
        await client.SendAsync(after);

        Assert.Equal(before.Now, after.Now);
    }

    [Fact]
    public async Task Each_command_gets_a_seed_of_its_own()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();
        var one = client.Read();
        var two = client.Read();

        client.Post([one, two]);
        await client.ReplyAsync(two);

        Assert.Equal([1UL, 2UL], [one.Seed, two.Seed]);
    }
}
