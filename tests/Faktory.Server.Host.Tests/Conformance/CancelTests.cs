using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>The extension BATCH CANCEL on the wire, each rule with and without a restart before every command.</summary>
public sealed class CancelTests
{
    private const int MoreThanASlice = 12_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_tree_is_empty_takes_in_nothing_and_calls_back_once_nothing_runs(bool restarts)
    {
        await using var server = await ServerFixture.StartAsync(restarts: restarts);
        var client = await server.ConnectAsync();
        var root = await client.BulkAsync($$"""BATCH NEW {"success":{{JobText.Callback("success")}},"cancelled":{{JobText.Callback("cancelled")}}}""");
        var child = await client.NewBatchAsync(parent: root);
        await client.PushAsync(JobText.Job("running-job", "work", child));
        await client.PushAsync(JobText.Job("waiting-job", "work", child));
        await client.PushAsync(JobText.Job("later-job-1", "work", root, extra: ""","at":"2026-03-02T00:00:00Z" """.TrimEnd()));
        await client.FetchAsync("work");

        await client.OkAsync("BATCH CANCEL " + root);
        await client.OkAsync("BATCH CANCEL " + root);

        Assert.Equal($"batch {child} is cancelled", await client.ErrorAsync("PUSH " + JobText.Job("another-job", bid: child)));
        Assert.Equal($"batch {root} is cancelled", await client.ErrorAsync($$"""BATCH NEW {"parent_bid":"{{root}}"}"""));
        await client.OpenAsync(child);
        await client.CommitAsync(child);
        Assert.Contains("\"state\":\"cancelled\"", await client.BulkAsync("BATCH TREE " + root), StringComparison.Ordinal);
        Assert.Equal("cancelled", (await client.StatusAsync(root)).Json.GetProperty("state").GetString());
        Assert.Equal(1, (await client.InfoAsync()).Live);
        await client.FailAsync("running-job");
        Assert.Equal("cancelled", (await client.RunAsync("cancelled")).Custom("_cb"));
        Assert.Equal(0, (await client.InfoAsync()).Live);
        Assert.Equal("2", (await client.StatusAsync(root)).Json.GetProperty("cancelled_st").GetString());
    }

    [Fact]
    public async Task An_unknown_batch_is_refused_and_INFO_lists_the_extension()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        Assert.Equal("no such batch b-none", await client.ErrorAsync("BATCH CANCEL b-none"));
        Assert.Equal("BATCH CANCEL needs a batch id", await client.ErrorAsync("BATCH CANCEL"));
        Assert.Contains("\"batch.cancel\"", await client.BulkAsync("INFO"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BEAT_names_the_running_jobs_to_a_worker_that_announced_it_and_to_no_other()
    {
        await using var server = await ServerFixture.StartAsync();
        var hearing = await server.DialAsync();
        Assert.Equal("+OK", (await hearing.HelloAsync("worker-1", extra: ""","features":["cancel"]""")).ToString());
        var deaf = await server.ConnectAsync("worker-2");
        var bid = await hearing.NewBatchAsync(success: JobText.Callback("success"));
        await hearing.PushAsync(JobText.Job("first-job-1", bid: bid));
        await hearing.PushAsync(JobText.Job("second-job-2", bid: bid));
        await hearing.FetchAsync();
        await deaf.FetchAsync();

        await deaf.OkAsync("BATCH CANCEL " + bid);

        Assert.Equal("""{"state":"running","cancel":["first-job-1"]}""", await hearing.BulkAsync("""BEAT {"wid":"worker-1"}"""));
        Assert.Equal("""{"state":"quiet","cancel":["first-job-1"]}""", await hearing.BulkAsync("""BEAT {"wid":"worker-1","current_state":"quiet"}"""));
        await deaf.OkAsync("""BEAT {"wid":"worker-2"}""");
        await hearing.AckAsync("first-job-1");
        Assert.Equal("""{"state":"quiet"}""", await hearing.BulkAsync("""BEAT {"wid":"worker-1"}"""));
    }

    [Fact]
    public async Task A_server_killed_in_the_middle_of_a_large_tree_goes_on_where_it_was()
    {
        using var folder = new DataFolder();
        string bid;
        await using (var server = await KillableServer.StartAsync(folder.Path))
        {
            await using var client = await ConnectAsync(server);
            bid = await client.BulkAsync($$"""BATCH NEW {"success":{{JobText.Callback("success")}},"cancelled":{{JobText.Callback("cancelled")}}}""");
            foreach (var chunk in Enumerable.Range(0, MoreThanASlice).Chunk(1000))
            {
                await client.PushManyAsync(chunk.Select(number => JobText.Job($"job-{number:00000}", bid: bid)));
            }

            await client.OkAsync("BATCH CANCEL " + bid);
            await server.KillAsync();
        }

        await using (var server = await KillableServer.StartAsync(folder.Path))
        {
            await using var client = await ConnectAsync(server);
            Assert.Equal($"batch {bid} is cancelled", await client.ErrorAsync("PUSH " + JobText.Job("another-job", bid: bid)));
            Assert.Equal("cancelled", (await client.RunAsync("cancelled")).Custom("_cb"));
            var status = await client.StatusAsync(bid);
            Assert.Equal((MoreThanASlice, 0L), (status.Total, status.Pending));
            Assert.Equal(0, (await client.InfoAsync()).Live);
        }
    }

    private static async Task<FwpClient> ConnectAsync(KillableServer server)
    {
        var client = await FwpClient.ConnectAsync(server.Address);
        Assert.Equal("+OK", (await client.HelloAsync()).ToString());
        return client;
    }
}
