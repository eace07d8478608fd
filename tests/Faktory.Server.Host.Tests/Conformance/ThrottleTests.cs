using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-101: queues of which only so many jobs may run at once.</summary>
public sealed class ThrottleTests
{
    [Fact]
    public async Task C_101_Two_at_once_the_third_FETCH_gets_null_and_an_ACK_lets_the_next_job_run()
    {
        await using var server = await StartAsync(new FaktoryThrottleOptions { Concurrency = 2, Timeout = 60 });
        var client = await server.ConnectAsync("worker-a");
        await PushAsync(client, 3);
        Assert.Equal("throttle1", (await client.FetchAsync("slow")).Jid());
        Assert.Equal("throttle2", (await client.FetchAsync("slow")).Jid());

        await server.FetchNothingAsync(client, "slow");
        await client.AckAsync("throttle1");

        Assert.Equal("throttle3", (await client.FetchAsync("slow")).Jid());
    }

    [Fact]
    public async Task C_101_A_FETCH_that_waits_gets_the_job_as_soon_as_another_worker_fails_one()
    {
        await using var server = await StartAsync(new FaktoryThrottleOptions { Concurrency = 1, Timeout = 60 });
        var busy = await server.ConnectAsync("worker-a");
        var idle = await server.ConnectAsync("worker-b");
        await PushAsync(busy, 2);
        await busy.FetchAsync("slow");
        var waiting = await ServerFixture.ParkAsync(idle, "slow");

        await busy.FailAsync("throttle1");

        Assert.Equal("throttle2", FwpCommands.Json((await waiting).Text).Jid());
    }

    [Fact]
    public async Task C_101_The_other_queues_of_a_FETCH_are_served()
    {
        await using var server = await StartAsync(new FaktoryThrottleOptions { Concurrency = 1, Timeout = 60 });
        var client = await server.ConnectAsync("worker-a");
        await PushAsync(client, 2);
        await client.PushAsync(JobText.Job("elsewhere1"));
        await client.FetchAsync("slow");

        Assert.Equal("elsewhere1", (await client.FetchAsync("slow", "default")).Jid());
    }

    [Fact]
    public async Task C_101_After_its_timeout_a_job_no_longer_counts_and_its_late_ACK_frees_nothing()
    {
        await using var server = await StartAsync(new FaktoryThrottleOptions { Concurrency = 1, Timeout = 10 });
        var client = await server.ConnectAsync();
        await PushAsync(client, 3);
        await client.FetchAsync("slow");
        server.Time.Advance(TimeSpan.FromSeconds(9));
        var waiting = await ServerFixture.ParkAsync(client, "slow");

        server.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("throttle2", FwpCommands.Json((await waiting).Text).Jid());
        await client.AckAsync("throttle1");
        await server.FetchNothingAsync(client, "slow");
    }

    [Fact]
    public async Task C_101_With_a_limit_of_one_per_worker_two_workers_have_a_job_each()
    {
        await using var server = await StartAsync(new FaktoryThrottleOptions { Worker = 1, Timeout = 60 });
        var one = await server.ConnectAsync("worker-a");
        var again = await server.ConnectAsync("worker-a");
        var two = await server.ConnectAsync("worker-b");
        await PushAsync(one, 3);

        Assert.Equal("throttle1", (await one.FetchAsync("slow")).Jid());
        Assert.Equal("throttle2", (await two.FetchAsync("slow")).Jid());
        await server.FetchNothingAsync(again, "slow");
    }

    [Fact]
    public async Task C_101_Running_jobs_count_after_a_restart_for_the_rest_of_their_timeout()
    {
        await using var server = await StartAsync(new FaktoryThrottleOptions { Concurrency = 1, Timeout = 60 });
        var client = await server.ConnectAsync("worker-a");
        await PushAsync(client, 2);
        await client.FetchAsync("slow");
        server.Time.Advance(TimeSpan.FromSeconds(30));

        await server.RestartAsync();

        client = await server.ConnectAsync("worker-a");
        await server.FetchNothingAsync(client, "slow");
        server.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("throttle2", (await client.FetchAsync("slow")).Jid());
    }

    private static Task<ServerFixture> StartAsync(FaktoryThrottleOptions throttle) =>
        ServerFixture.StartAsync(options => options.Throttles["slow"] = throttle);

    private static Task PushAsync(FwpClient client, int jobs) =>
        client.PushManyAsync(Enumerable.Range(1, jobs).Select(number => JobText.Job($"throttle{number}", queue: "slow")));
}
