using System.Text.Json;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>BATCH RETRY (extension).</summary>
public class BatchRetryTests
{
    /// <summary>Whether the server is restarted before every command.</summary>
    protected virtual bool Restarts => false;

    [Fact]
    public async Task What_failed_in_a_batch_and_below_it_runs_at_once()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var root = await client.NewBatchAsync(success: JobText.Callback("success"));
        var child = await client.NewBatchAsync(success: JobText.Callback("stage", retry: -1), parent: root);
        await client.PushAsync(JobText.Job("retrying1", bid: root));
        await client.PushAsync(JobText.Job("deadjob01", queue: "other", bid: child, retry: -1));
        await client.CommitAsync(child);
        await client.CommitAsync(root);
        await client.RunAndFailAsync();
        await client.RunAndFailAsync("other");

        Assert.Equal("retried 2, callbacks 0, gone 0 []", Show(await RetryAsync(client, root)));
        Assert.Equal("no luck", (await client.RunAsync()).GetProperty("failure").GetProperty("message").GetString());
        await client.RunAsync("other");
        await client.RunAndFailAsync("stage");

        Assert.Equal("retried 1, callbacks 0, gone 0 []", Show(await RetryAsync(client, child)));
        await client.RunAsync("stage");
        await client.RunAsync("success");

        Assert.Equal("complete -, success 2", (await client.StatusAsync(root)).Callbacks);
        Assert.Equal(0, (await client.InfoAsync()).Live);
    }

    [Fact]
    public async Task Lesson_10_A_dead_job_that_a_retry_revives_fires_success_once()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"));
        await client.PushAsync(JobText.Job("memberdead", bid: bid, retry: -1));
        await client.CommitAsync(bid);
        await client.RunAndFailAsync();

        await RetryAsync(client, bid);
        await RetryAsync(client, bid);
        await client.RunAsync();
        await client.AckAsync("memberdead");
        Assert.Equal("retried 0, callbacks 0, gone 0 []", Show(await RetryAsync(client, bid)));

        Assert.Equal(1, (await client.InfoAsync()).Live);
        await client.RunAsync("success");
        Assert.Equal(0, (await client.InfoAsync()).Live);
    }

    [Fact]
    public async Task A_callback_whose_job_is_gone_is_made_anew_and_missing_members_are_named()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"), complete: JobText.Callback("complete", retry: 0));
        await client.PushAsync(JobText.Job("gonejob01", bid: bid, retry: 0));
        await client.CommitAsync(bid);
        await client.RunAndFailAsync();
        await client.RunAndFailAsync("complete");
        Assert.Equal(0, (await client.InfoAsync()).Live);

        Assert.Equal("retried 0, callbacks 1, gone 1 [gonejob01]", Show(await RetryAsync(client, bid)));

        await client.RunAsync("complete");
        await client.PushAsync(JobText.Job("gonejob01", bid: bid));
        await client.RunAsync();
        await client.RunAsync("success");
        Assert.Equal("complete 2, success 2", (await client.StatusAsync(bid)).Callbacks);
    }

    [Fact]
    public async Task What_cannot_be_retried_is_refused()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();

        Assert.Equal("no such batch b-nope", await client.ErrorAsync("BATCH RETRY b-nope"));
        Assert.Equal("BATCH RETRY needs a batch id", await client.ErrorAsync("BATCH RETRY"));
    }

    private static async Task<JsonElement> RetryAsync(FwpClient client, string bid) => FwpCommands.Json(await client.BulkAsync("BATCH RETRY " + bid));

    private static string Show(JsonElement reply) =>
        $"retried {reply.GetProperty("retried")}, callbacks {reply.GetProperty("callbacks")}, gone {reply.GetProperty("gone_total")} "
        + $"[{string.Join(' ', reply.GetProperty("gone").EnumerateArray().Select(jid => jid.GetString()))}]";
}
