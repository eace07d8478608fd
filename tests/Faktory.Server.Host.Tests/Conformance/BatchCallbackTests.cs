using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-067 to C-071, C-087 and C-090: when the callbacks of one batch are enqueued while nothing fails.</summary>
public class BatchCallbackTests
{
    /// <summary>Whether the server is restarted before every command.</summary>
    protected virtual bool Restarts => false;

    [Fact]
    public async Task C_067_Complete_is_enqueued_with_the_last_ACK_and_not_before()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(complete: JobText.Callback("complete"));
        await client.PushManyAsync(Members(3, bid));
        await client.CommitAsync(bid);

        foreach (var pending in (long[])[2, 1])
        {
            await client.RunAsync();
            var before = await client.StatusAsync(bid);
            Assert.Equal([3L, pending], [before.Total, before.Pending]);
            Assert.Equal("complete -, success -", before.Callbacks);
            Assert.Equal(0, (await client.InfoAsync()).Queue("complete"));
        }

        await client.RunAsync();

        var after = await client.StatusAsync(bid);
        Assert.Equal([3L, 0L, 0L], [after.Total, after.Pending, after.Failed]);
        Assert.Equal("complete 1, success -", after.Callbacks);
        await client.RunAsync("complete");
        Assert.Equal("complete 2, success -", (await client.StatusAsync(bid)).Callbacks);
    }

    [Fact]
    public async Task C_068_An_uncommitted_batch_fires_nothing_and_its_commit_fires_at_once()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"));
        await client.PushManyAsync(Members(3, bid));
        for (var i = 0; i < 3; i++)
        {
            await client.RunAsync();
        }

        var before = await client.StatusAsync(bid);
        Assert.Equal(0, before.Pending);
        Assert.Equal("complete -, success -", before.Callbacks);
        await client.CommitAsync(bid);

        Assert.Equal("complete -, success 1", (await client.StatusAsync(bid)).Callbacks);
        await client.RunAsync("success");
        Assert.Equal("complete -, success 2", (await client.StatusAsync(bid)).Callbacks);
    }

    [Fact]
    public async Task C_069_With_both_callbacks_the_ACK_of_complete_enqueues_success()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await NewWithBothAsync(client);
        await client.PushManyAsync(Members(2, bid));
        await client.CommitAsync(bid);

        await client.RunAsync();
        await client.RunAsync();

        await AssertCompleteThenSuccessAsync(client, bid);
    }

    [Fact]
    public async Task C_070_The_commit_of_an_empty_batch_enqueues_complete_and_then_it_goes_on_like_any_other()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await NewWithBothAsync(client);

        await client.CommitAsync(bid);

        Assert.Equal(0, (await client.StatusAsync(bid)).Total);
        await AssertCompleteThenSuccessAsync(client, bid);
    }

    [Fact]
    public async Task C_071_A_success_callback_that_fails_stays_enqueued_until_its_retry_is_acknowledged()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"));
        await client.CommitAsync(bid);

        await client.RunAndFailAsync("success");
        Assert.Equal("complete -, success 1", (await client.StatusAsync(bid)).Callbacks);
        await client.RequeueRetriesAsync();
        await client.RunAsync("success");

        Assert.Equal("complete -, success 2", (await client.StatusAsync(bid)).Callbacks);
    }

    [Fact]
    public async Task C_087_An_uncommitted_batch_can_be_opened_and_a_commit_repeated()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"));

        await client.OpenAsync(bid);
        await client.PushAsync(JobText.Job("openmember", bid: bid));
        await client.CommitAsync(bid);
        await client.CommitAsync(bid);
        await client.RunAsync();
        await client.CommitAsync(bid);

        Assert.Equal(1, (await client.InfoAsync()).Queue("success"));
    }

    [Fact]
    public async Task C_090_A_scheduled_member_counts_from_its_push_and_holds_the_callback()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"));
        await client.PushAsync(JobText.Job("latemember", bid: bid, extra: ",\"at\":\"2026-03-01T12:01:00Z\""));
        await client.CommitAsync(bid);
        var before = await client.StatusAsync(bid);
        Assert.Equal([1L, 1L], [before.Total, before.Pending]);
        Assert.Equal("complete -, success -", before.Callbacks);

        server.Time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.InfoAsync(client, info => info.Queue("default") == 1, "the scheduled job");

        var due = await client.StatusAsync(bid);
        Assert.Equal([1L, 1L], [due.Total, due.Pending]);
        await client.RunAsync();
        Assert.Equal("complete -, success 1", (await client.StatusAsync(bid)).Callbacks);
    }

    private static IEnumerable<string> Members(int count, string bid) =>
        Enumerable.Range(1, count).Select(n => JobText.Job($"member{n:0000}", bid: bid));

    private static Task<string> NewWithBothAsync(FwpClient client) =>
        client.NewBatchAsync(success: JobText.Callback("success"), complete: JobText.Callback("complete"));

    private static async Task AssertCompleteThenSuccessAsync(FwpClient client, string bid)
    {
        Assert.Equal("complete 1, success -", (await client.StatusAsync(bid)).Callbacks);
        Assert.Equal(0, (await client.InfoAsync()).Queue("success"));
        await client.RunAsync("complete");
        Assert.Equal("complete 2, success 1", (await client.StatusAsync(bid)).Callbacks);
        Assert.Equal(1, (await client.InfoAsync()).Queue("success"));
        await client.RunAsync("success");
        Assert.Equal("complete 2, success 2", (await client.StatusAsync(bid)).Callbacks);
        Assert.Equal(0, (await client.InfoAsync()).Live);
    }
}
