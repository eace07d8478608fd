using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-050 to C-055: QUEUE.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task C_050_A_paused_queue_takes_jobs_and_gives_none_until_it_is_resumed()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var worker = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("beforepause", queue: "slow"));

        await client.OkAsync("QUEUE PAUSE slow");
        await client.PushAsync(JobText.Job("duringpause", queue: "slow"));
        await server.FetchNothingAsync(worker, "slow");
        var waiting = await ServerFixture.ParkAsync(worker, "slow");
        await client.OkAsync("QUEUE RESUME slow");

        Assert.Equal("beforepause", FwpCommands.Json((await waiting).Text).Jid());
        Assert.Equal("duringpause", (await worker.FetchAsync("slow")).Jid());
    }

    [Fact]
    public async Task C_051_A_pause_lasts_over_a_restart()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("pausedlong1", queue: "slow"));
        await client.OkAsync("QUEUE PAUSE slow");

        await server.RestartAsync();
        client = await server.ConnectAsync();

        await server.FetchNothingAsync(client, "slow");
        await client.OkAsync("QUEUE RESUME slow");
        Assert.Equal("pausedlong1", (await client.FetchAsync("slow")).Jid());
    }

    [Fact]
    public async Task C_052_A_removed_queue_is_gone_with_its_jobs_and_comes_back_unpaused()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("removedjob1", queue: "old"));
        await client.OkAsync("QUEUE PAUSE old");

        await client.OkAsync("QUEUE REMOVE old");

        Assert.False((await client.InfoAsync()).Faktory.GetProperty("queues").TryGetProperty("old", out _));
        Assert.Equal(0, (await client.InfoAsync()).Enqueued);
        await server.RestartAsync();
        client = await server.ConnectAsync();
        Assert.False((await client.InfoAsync()).Faktory.GetProperty("queues").TryGetProperty("old", out _));
        await client.PushAsync(JobText.Job("afterremove", queue: "old"));
        Assert.Equal("afterremove", (await client.FetchAsync("old")).Jid());
    }

    [Fact]
    public async Task C_053_A_star_means_every_known_queue()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("starjob0001", queue: "one"));
        await client.PushAsync(JobText.Job("starjob0002", queue: "two"));

        await client.OkAsync("QUEUE PAUSE *");
        await server.FetchNothingAsync(client, "one", "two");
        await client.OkAsync("QUEUE RESUME *");

        Assert.Equal("starjob0002", (await client.FetchAsync("two")).Jid());
        await client.OkAsync("QUEUE REMOVE *");
        Assert.Equal(0, (await client.InfoAsync()).Faktory.GetProperty("total_queues").GetInt64());
    }

    [Fact]
    public async Task C_054_An_unknown_queue_is_no_error_and_an_unknown_subcommand_is()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        await client.OkAsync("QUEUE pause nosuch");

        Assert.Equal("no such QUEUE subcommand: UNPAUSE", await client.ErrorAsync("QUEUE UNPAUSE x"));
        Assert.Equal("no such QUEUE subcommand: UNPAUSE", await client.ErrorAsync("QUEUE unpause x"));
        await client.PushAsync(JobText.Job("nosuchnow01", queue: "nosuch"));
        Assert.Equal("nosuchnow01", (await client.FetchAsync("nosuch")).Jid());
    }

    [Fact]
    public async Task C_055_Latency_is_how_long_the_oldest_job_has_waited()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("waitinglong"));
        server.Time.Advance(TimeSpan.FromSeconds(4.5));
        await client.PushAsync(JobText.Job("waitingless"));

        var latency = FwpCommands.Json(await client.BulkAsync("QUEUE LATENCY default foo default"));

        Assert.Equal(4.5, latency.GetProperty("default").GetDouble(), tolerance: 0.001);
        Assert.Equal(0, latency.GetProperty("foo").GetDouble());
        Assert.Equal("QUEUE LATENCY does not support wildcards", await client.ErrorAsync("QUEUE LATENCY *"));
    }
}
