using System.Text;
using Faktory.Server.Commands;
using Faktory.Server.Engine;
using Faktory.Server.Hosting;

namespace Faktory.Server.Tests.Hosting;

/// <summary>What cron asks of the engine's host.</summary>
public sealed class CronHostingTests
{
    private static readonly EngineHostSettings EveryMinute = new() { MaxMemory = 500, Cron = [Entry("* * * * *", "minutely")] };

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_tick_whose_commit_failed_is_done_again_by_the_engine_that_takes_over()
    {
        await using var engine = await EngineHarness.StartAsync(EveryMinute);
        await engine.Store.WaitForCommitsAsync(1).SoonAsync();
        var worker = engine.Connect();
        engine.Store.FailCommit();

        await engine.Time.WaitForTimerAsync(Minute);
        engine.Time.Advance(Minute);
        await engine.Store.WaitForOpensAsync(2).SoonAsync();
        await engine.Store.WaitForCommitsAsync(2).SoonAsync();

        Assert.Contains("minutely", await worker.SendAsync(worker.Fetch()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_configuration_survives_a_failing_store()
    {
        await using var engine = await EngineHarness.StartAsync(EveryMinute);
        await engine.Store.WaitForCommitsAsync(1).SoonAsync();
        var worker = engine.Connect();
        engine.Store.FailCommit();

        worker.Post(new ConfigureCronCommand([Entry("* * * * *", "changed")]));
        await engine.Store.WaitForCommitsAsync(2).SoonAsync();
        engine.Time.Advance(Minute);
        await engine.Store.WaitForCommitsAsync(3).SoonAsync();

        Assert.Contains("changed", await worker.SendAsync(worker.Fetch()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_server_skips_the_tick_and_says_so()
    {
        await using var engine = await EngineHarness.StartAsync(EveryMinute);
        await engine.Time.WaitForTimerAsync(Minute);
        engine.Memory.UsedBytes = 501;
        var client = engine.Connect();

        engine.Time.Advance(Minute);
        await engine.Seeds.WaitForAsync(1);
        await client.SendAsync(client.Read());

        Assert.Contains(engine.Logger.Entries, entry => entry.Message == "Cron entry minutely was due and pushed no job: server is full.");
    }

    private static CronEntry Entry(string schedule, string type)
    {
        var job = CronJobParser.Parse(Encoding.UTF8.GetBytes($$"""{"jobtype":"{{type}}"}"""), out _);
        return new CronEntry($"name/{type}", type, CronSchedule.Parse(schedule, TimeZoneInfo.Utc), job!);
    }
}
