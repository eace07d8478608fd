using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-072 to C-074 and C-091 to C-092: batches whose members fail, vanish or die.</summary>
public class BatchFailureTests
{
    /// <summary>Whether the server is restarted before every command.</summary>
    protected virtual bool Restarts => false;

    [Fact]
    public async Task C_072_A_failed_member_lets_complete_run_and_holds_success_until_its_retry_is_acknowledged()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await NewAsync(client, JobText.Job("memberbad1"), JobText.Job("membergood"));

        await client.RunAndFailAsync();
        await client.RunAsync();

        Assert.Equal("complete 1, success -", (await client.StatusAsync(bid)).Callbacks);
        await client.RequeueRetriesAsync();
        await client.RunAsync();
        Assert.Equal("complete 1, success -", (await client.StatusAsync(bid)).Callbacks);
        await client.RunAsync("complete");
        Assert.Equal("complete 2, success 1", (await client.StatusAsync(bid)).Callbacks);
    }

    [Fact]
    public async Task C_073_A_member_without_retries_that_fails_lets_complete_run_and_success_never()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await NewAsync(client, JobText.Job("memberbad1", retry: 0));

        await client.RunAndFailAsync();

        Assert.Equal("complete 1, success -", (await client.StatusAsync(bid)).Callbacks);
        await client.RunAsync("complete");
        var status = await client.StatusAsync(bid);
        Assert.Equal("complete 2, success -", status.Callbacks);
        Assert.Equal(1, status.Pending);
        Assert.Equal(0, (await client.InfoAsync()).Live);
    }

    [Fact]
    public async Task C_074_A_member_that_fails_again_and_again_lets_complete_run_once()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await NewAsync(client, JobText.Job("memberbad1"));

        for (var i = 0; i < 3; i++)
        {
            await client.RunAndFailAsync();
            await client.RequeueRetriesAsync();
        }

        Assert.Equal(1, (await client.InfoAsync()).Queue("complete"));
        await client.RunAsync("complete");
        await client.RunAndFailAsync();
        Assert.Equal(0, (await client.InfoAsync()).Queue("complete"));
        Assert.Equal("complete 2, success -", (await client.StatusAsync(bid)).Callbacks);
    }

    [Fact]
    public async Task C_091_A_member_that_was_discarded_holds_success_for_ever_and_complete_not()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await NewAsync(client, JobText.Job("memberbad1"), JobText.Job("membergood"));
        await client.RunAndFailAsync();

        await client.OkAsync("""MUTATE {"cmd":"discard","target":"retries","filter":{"jids":["memberbad1"]}}""");
        await client.RunAsync();

        Assert.Equal("complete 1, success -", (await client.StatusAsync(bid)).Callbacks);
        await client.RunAsync("complete");
        Assert.Equal("complete 2, success -", (await client.StatusAsync(bid)).Callbacks);
        Assert.Equal(0, (await client.InfoAsync()).Live);
    }

    [Fact]
    public async Task C_092_A_dead_member_that_is_revived_and_acknowledged_lets_success_run()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await NewAsync(client, JobText.Job("memberdead", retry: -1));
        await client.RunAndFailAsync();
        await client.RunAsync("complete");
        Assert.Equal("complete 2, success -", (await client.StatusAsync(bid)).Callbacks);

        await client.OkAsync("""MUTATE {"cmd":"requeue","target":"dead","filter":{"jids":["memberdead"]}}""");
        await client.RunAsync();

        Assert.Equal("complete 2, success 1", (await client.StatusAsync(bid)).Callbacks);
    }

    /// <summary>A committed batch with both callbacks.</summary>
    private static async Task<string> NewAsync(FwpClient client, params string[] jobs)
    {
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"), complete: JobText.Callback("complete"));
        await client.PushManyAsync(jobs.Select(job => job[..^1] + $$$""","custom":{"bid":"{{{bid}}}"}}"""));
        await client.CommitAsync(bid);
        return bid;
    }
}
