using System.Text.Json;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-063 to C-066, C-075 and C-076: BATCH NEW, its errors, and the jobs that callbacks become.</summary>
public sealed class BatchDefinitionTests
{
    [Fact]
    public async Task C_063_A_new_batch_is_empty_and_has_fired_nothing()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        var bid = await client.NewBatchAsync(success: JobText.Callback("success"), description: "Load the data");

        Assert.StartsWith("b-", bid, StringComparison.Ordinal);
        var status = await client.StatusAsync(bid);
        Assert.Equal(bid, status.Json.GetProperty("bid").GetString());
        Assert.Equal("Load the data", status.Json.GetProperty("description").GetString());
        Assert.Equal(server.Time.GetUtcNow(), status.Json.GetProperty("created_at").GetDateTimeOffset());
        Assert.Equal([0L, 0L, 0L], [status.Total, status.Pending, status.Failed]);
        Assert.Equal("complete -, success -", status.Callbacks);
        Assert.Null(status.Parent);
    }

    [Fact]
    public async Task C_064_A_root_without_callbacks_is_refused()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        await client.ErrorAsync("""BATCH NEW {"description":"nobody would ever know"}""");

        await client.InfoAsync();
    }

    [Fact]
    public async Task C_065_An_empty_bid_in_the_definition_is_ignored()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        var bid = await client.BulkAsync($$"""BATCH NEW {"bid":"","success":{{JobText.Callback("success")}}}""");

        Assert.StartsWith("b-", bid, StringComparison.Ordinal);
        await client.StatusAsync(bid);
    }

    [Fact]
    public async Task C_066_Whoever_names_an_unknown_batch_is_told_so()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        Assert.Equal("no such batch nosuch", await client.ErrorAsync("BATCH OPEN nosuch"));
        Assert.Equal("no such batch nosuch", await client.ErrorAsync("BATCH COMMIT nosuch"));
        Assert.Equal("no such batch nosuch", await client.ErrorAsync("BATCH STATUS nosuch"));
        Assert.Equal("no such batch nosuch", await client.ErrorAsync("PUSH " + JobText.Job("orphanjob", bid: "nosuch")));
        Assert.Equal(
            "no such batch nosuch",
            await client.ErrorAsync($$"""BATCH NEW {"parent_bid":"nosuch","success":{{JobText.Callback("success")}}}"""));
        Assert.Equal(
            """{"orphanjob":"no such batch nosuch"}""",
            await client.BulkAsync($"PUSHB [{JobText.Job("orphanjob", bid: "nosuch")}]"));
        Assert.Equal(0, (await client.InfoAsync()).Live);
    }

    [Fact]
    public async Task C_075_A_callback_job_names_its_batch_and_keeps_what_its_author_put_into_it()
    {
        const string callback = """{"jid":"mycallback1","jobtype":"Report","args":[1,"x"],"queue":"success","retry":3,"custom":{"color":"red"}}""";
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: callback);

        await client.CommitAsync(bid);

        var job = await client.FetchAsync("success");
        Assert.Equal("mycallback1", job.Jid());
        Assert.Equal("Report", job.GetProperty("jobtype").GetString());
        Assert.Equal("""[1,"x"]""", job.GetProperty("args").GetRawText());
        Assert.Equal(3, job.GetProperty("retry").GetInt32());
        Assert.Equal("red", job.Custom("color"));
        Assert.Equal(bid, job.Custom("_bid"));
        Assert.Equal("success", job.Custom("_cb"));
        Assert.Null(job.Custom("_pbid"));
        Assert.Null(job.Custom("bid"));
    }

    [Fact]
    public async Task C_075_A_callback_without_id_queue_retry_and_arguments_gets_them()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(complete: """{"jobtype":"Report"}""");

        await client.CommitAsync(bid);

        var job = await client.FetchAsync("default");
        Assert.True(job.Jid().Length >= 8);
        Assert.Equal(25, job.GetProperty("retry").GetInt32());
        Assert.Equal("default", job.GetProperty("queue").GetString());
        Assert.Equal(JsonValueKind.Array, job.GetProperty("args").ValueKind);
        Assert.Equal("complete", job.Custom("_cb"));
    }

    [Fact]
    public async Task C_076_The_callback_of_a_child_names_the_parent()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var parent = await client.NewBatchAsync(success: JobText.Callback("parent"));
        var child = await client.NewBatchAsync(success: JobText.Callback("child"), parent: parent);

        await client.CommitAsync(child);

        var job = await client.FetchAsync("child");
        Assert.Equal(child, job.Custom("_bid"));
        Assert.Equal(parent, job.Custom("_pbid"));
    }
}
