using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-032 to C-035: which job FETCH returns, and how long it waits.</summary>
public sealed class FetchTests
{
    [Fact]
    public async Task C_032_Jobs_of_a_queue_come_in_the_order_of_their_push()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushManyAsync([JobText.Job("ordered01"), JobText.Job("ordered02"), JobText.Job("ordered03")]);

        string[] fetched = [(await client.FetchAsync()).Jid(), (await client.FetchAsync()).Jid(), (await client.FetchAsync()).Jid()];

        Assert.Equal(["ordered01", "ordered02", "ordered03"], fetched);
    }

    [Fact]
    public async Task C_033_The_queue_that_is_named_first_is_served_first()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("injoba001", queue: "a"));
        await client.PushAsync(JobText.Job("injobb001", queue: "b"));

        Assert.Equal("injobb001", (await client.FetchAsync("b", "a")).Jid());
        Assert.Equal("injoba001", (await client.FetchAsync("b", "a")).Jid());
    }

    [Fact]
    public async Task C_034_A_fetch_of_empty_queues_ends_with_null_after_two_seconds()
    {
        await using var server = await ServerFixture.StartAsync();
        var worker = await server.ConnectAsync();
        var waiting = await ServerFixture.ParkAsync(worker, "a", "b");

        server.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("$-1", (await waiting).ToString());
    }

    [Fact]
    public async Task C_034_Just_before_that_a_job_for_the_second_queue_ends_the_wait_at_once()
    {
        await using var server = await ServerFixture.StartAsync();
        var worker = await server.ConnectAsync();
        var producer = await server.ConnectAsync();
        var waiting = await ServerFixture.ParkAsync(worker, "a", "b");
        server.Time.Advance(TimeSpan.FromSeconds(1.9));

        await producer.PushAsync(JobText.Job("wakesup01", queue: "b"));

        var reply = await waiting;
        Assert.Equal(FwpReplyKind.Bulk, reply.Kind);
        Assert.Equal("wakesup01", FwpCommands.Json(reply.Text).Jid());
    }

    [Fact]
    public async Task C_035_A_fetch_names_at_least_one_queue()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        Assert.Equal("must call fetch with at least one queue", await client.ErrorAsync("FETCH"));
    }
}
