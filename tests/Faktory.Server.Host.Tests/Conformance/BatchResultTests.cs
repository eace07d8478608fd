using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>The extension BATCH RESULTS over TCP, on a SQLite file (docs/extensions.md).</summary>
public class BatchResultTests
{
    /// <summary>Whether the server is restarted before every command.</summary>
    protected virtual bool Restarts => false;

    [Fact]
    public async Task Results_handed_in_with_ACK_are_read_by_batch_page_by_page()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"));
        var other = await client.NewBatchAsync(success: JobText.Callback("success"));
        await client.PushManyAsync([Member("member-1", bid), Member("member-2", bid), Member("member-3", bid), Member("other-01", other)]);
        await RunAsync(client, """{\"count\":1}""");
        await RunAsync(client, "[2]");
        await client.RunAsync();
        await RunAsync(client, "4");

        var all = await client.BulkAsync($"BATCH RESULTS {bid}");
        var first = FwpCommands.Json(await client.BulkAsync($$"""BATCH RESULTS {"bid":"{{bid}}","limit":1}"""));
        var second = await client.BulkAsync($$"""BATCH RESULTS {"bid":"{{bid}}","limit":10,"after":"{{first.GetProperty("next").GetString()}}"}""");

        Assert.Equal("""{"results":{"member-1":{"count":1},"member-2":[2]}}""", all);
        Assert.Equal("""{"member-1":{"count":1}}""", first.GetProperty("results").GetRawText());
        Assert.Equal("""{"results":{"member-2":[2]}}""", second);
        Assert.Equal("""{"results":{"other-01":4}}""", await client.BulkAsync($"BATCH RESULTS {other}"));
    }

    [Fact]
    public async Task A_refused_result_does_not_lose_the_job()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"));
        await client.PushAsync(Member("member-1", bid));
        await client.FetchAsync();

        var tooLong = await client.ErrorAsync($$"""ACK {"jid":"member-1","result":"\"{{new string('x', 65_535)}}\""}""");
        var noJson = await client.ErrorAsync("""ACK {"jid":"member-1","result":"three"}""");
        var pending = (await client.StatusAsync(bid)).Pending;
        await client.OkAsync("""ACK {"jid":"member-1","result":"3"}""");
        await client.OkAsync("""ACK {"jid":"member-1","result":"4"}""");

        Assert.Equal("the result of job member-1 has 65537 bytes, and at most 65536 are kept; the job is not acknowledged", tooLong);
        Assert.StartsWith("the result of job member-1 is no JSON", noJson, StringComparison.Ordinal);
        Assert.Equal(1, pending);
        Assert.Equal(0, (await client.StatusAsync(bid)).Pending);
        Assert.Equal("""{"results":{"member-1":3}}""", await client.BulkAsync($"BATCH RESULTS {bid}"));
    }

    [Fact]
    public async Task Results_are_gone_with_FLUSH_and_with_their_tree()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var flushed = await client.NewBatchAsync(success: JobText.Callback("success"));
        await client.PushAsync(Member("member-1", flushed));
        await RunAsync(client, "1");
        await client.OkAsync("FLUSH");
        var expired = await client.NewBatchAsync(success: JobText.Callback("success"));
        await client.PushAsync(Member("member-1", expired));
        await RunAsync(client, "2");
        await client.CommitAsync(expired);
        await client.RunAsync("success");
        var before = await client.BulkAsync($"BATCH RESULTS {expired}");

        server.Time.Advance(TimeSpan.FromHours(25));

        Assert.Equal("""{"results":{"member-1":2}}""", before);
        Assert.Equal($"no such batch {flushed}", await client.ErrorAsync($"BATCH RESULTS {flushed}"));
        Assert.Equal($"no such batch {expired}", await client.ErrorAsync($"BATCH RESULTS {expired}"));
    }

    [Fact]
    public async Task Replies_stay_in_order_around_pages_that_are_read_from_the_disk()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"));
        await client.PushManyAsync(Enumerable.Range(0, 100).Select(i => Member($"member-{i:00}", bid)));
        for (var i = 0; i < 100; i++)
        {
            await RunAsync(client, $"\\\"{new string('x', 10_000)}\\\"");
        }

        // More than a connection may have waiting at once, unread: it is not read on until there is room.
        await client.SendRawAsync(string.Concat(Enumerable.Range(0, 20).Select(i => $"BATCH RESULTS {bid}\r\nBATCH STATUS b-{i}\r\n")));

        for (var i = 0; i < 20; i++)
        {
            var page = FwpCommands.Json((await client.ReadAsync()).Text);
            Assert.Equal(100, page.GetProperty("results").EnumerateObject().Count());
            Assert.Equal($"-ERR no such batch b-{i}", (await client.ReadAsync()).ToString());
        }
    }

    [Fact]
    public async Task Roots_are_listed_newest_first_by_text_and_state()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var first = await client.NewBatchAsync(success: JobText.Callback("success"), description: "Nightly import");
        var second = await client.NewBatchAsync(success: JobText.Callback("success"), description: "Export");
        await client.NewBatchAsync(parent: first, description: "import, step 1");
        await client.PushAsync(Member("member-1", second));
        await client.CommitAsync(second);

        Assert.Equal([second, first], await ListAsync(client, ""));
        Assert.Equal([first], await ListAsync(client, """ {"text":"IMPORT"}"""));
        Assert.Equal([second], await ListAsync(client, """ {"state":"running"}"""));
        Assert.Equal([second], await ListAsync(client, """ {"limit":1}"""));
        var next = FwpCommands.Json(await client.BulkAsync("""BATCH LIST {"limit":1}""")).GetProperty("next").GetString();
        Assert.Equal([first], await ListAsync(client, $" {{\"limit\":1,\"after\":\"{next}\"}}"));
        Assert.StartsWith("no such batch state", await client.ErrorAsync("""BATCH LIST {"state":"lost"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task INFO_lists_both_extensions()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        var extensions = FwpCommands.Json(await client.BulkAsync("INFO")).GetProperty("server").GetProperty("extensions").EnumerateArray().Select(name => name.GetString());

        Assert.Superset(new HashSet<string?>(["batch.list", "batch.results"]), extensions.ToHashSet());
    }

    private static string Member(string jid, string bid) => JobText.Job(jid, bid: bid);

    /// <summary>Fetches the next job and acknowledges it with a result; quotes in it are escaped.</summary>
    private static async Task RunAsync(FwpClient client, string result)
    {
        var job = await client.FetchAsync();
        await client.OkAsync($"ACK {{\"jid\":\"{job.Jid()}\",\"result\":\"{result}\"}}");
    }

    private static async Task<IEnumerable<string?>> ListAsync(FwpClient client, string argument) =>
        FwpCommands.Json(await client.BulkAsync("BATCH LIST" + argument)).GetProperty("batches").EnumerateArray().Select(batch => batch.GetProperty("bid").GetString());
}
