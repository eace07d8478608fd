using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Hosting;

/// <summary>BATCH RESULTS is read off the engine's thread, of what is durable, in its place among the replies.</summary>
public sealed class BatchResultsReplyTests
{
    [Fact]
    public async Task A_result_handed_in_just_before_is_in_the_reply()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();
        var bid = await MemberAsync(client);

        client.Post([Ack(client, "1"), new InfoCommand(client.Session, new HostFigures(0, 0, 0, 0))]);
        var reply = await client.SendAsync(Results(client, bid));

        Assert.EndsWith("""{"results":{"member-1":1}}""", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_read_before_what_was_applied_before_is_durable()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();
        var bid = await MemberAsync(client);
        var gate = engine.Store.HoldCommit();

        var results = Results(client, bid);
        client.Post([Ack(client, "{\"count\":[1,2]}"), results]);
        await gate.Entered.SoonAsync();
        var releasedEarly = results.IsReleased;
        gate.Release();
        var reply = await client.ReplyAsync(results);

        Assert.False(releasedEarly);
        Assert.EndsWith("""{"results":{"member-1":{"count":[1,2]}}}""", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_follow_each_other()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();
        var bid = await MemberAsync(client, "member-1", "member-2", "member-3");
        client.Post([Ack(client, "1"), Ack(client, "2", "member-2"), Ack(client, "3", "member-3")]);

        var first = await client.SendAsync(Results(client, bid, limit: 2));
        var second = await client.SendAsync(Results(client, bid, after: 2, limit: 2));

        Assert.EndsWith("""{"results":{"member-1":1,"member-2":2},"next":"2"}""", first, StringComparison.Ordinal);
        Assert.EndsWith("""{"results":{"member-3":3}}""", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_has_about_a_mebibyte()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();
        string[] jids = [.. Enumerable.Range(0, 30).Select(i => $"member-{i:00}")];
        var bid = await MemberAsync(client, jids);
        client.Post(jids.Select(jid => Ack(client, $"\"{new string('x', 65_000)}\"", jid)));

        var reply = await client.SendAsync(Results(client, bid));

        Assert.InRange(reply.Length, 1_040_000, 1_120_000);
        Assert.EndsWith("\"next\":\"17\"}", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_batch_is_an_error()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();

        Assert.Equal("-ERR no such batch b-none", await client.SendAsync(Results(client, "b-none")));
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_is_an_error_of_this_reply_alone()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();
        var bid = await MemberAsync(client);
        engine.Store.FailRead();

        var failed = await client.SendAsync(Results(client, bid));
        var worked = await client.SendAsync(Results(client, bid));

        Assert.Equal("-ERR storage unavailable", failed);
        Assert.EndsWith("""{"results":{}}""", worked, StringComparison.Ordinal);
        Assert.Contains(engine.Logger.Entries, entry => entry.Message.Contains($"The results of batch {bid} could not be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_store_is_down_it_is_refused_and_afterwards_it_reads_the_new_store()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();
        var bid = await MemberAsync(client);
        await client.SendAsync(Ack(client, "1"));
        engine.Store.FailOpen(int.MaxValue);
        engine.Store.FailCommit();
        var other = engine.Connect();
        other.Post(other.Push("j-in-failed-commit"));
        await other.Aborted;

        var during = await client.SendAsync(Results(client, bid));
        engine.Store.FailOpen(0);
        string after;
        do
        {
            engine.Time.Advance(TimeSpan.FromSeconds(1));
            after = await client.SendAsync(Results(client, bid));
        }
        while (after == "-ERR storage unavailable");

        Assert.Equal("-ERR storage unavailable", during);
        Assert.EndsWith("""{"results":{"member-1":1}}""", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_to_be_read_is_answered_before_the_engine_ends()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();
        var bid = await MemberAsync(client);
        Command[] many = [.. Enumerable.Range(0, 100).Select(_ => Results(client, bid))];

        client.Post(many);
        await engine.Host.StopAsync(TestContext.Current.CancellationToken);

        Assert.All(many, command => Assert.True(command.IsReleased));
    }

    /// <summary>A batch whose members are running.</summary>
    private static async Task<string> MemberAsync(FakeConnection client, params string[] jids)
    {
        var draft = new BatchDraft
        {
            Success = new CallbackDraft { Payload = "{\"queue\":\"other\",\"jobtype\":\"s\",\"args\":[]}"u8.ToArray() },
            Jobs = [.. (jids.Length == 0 ? ["member-1"] : jids).Select(jid => FakeConnection.Draft(jid))],
        };
        var reply = await client.SendAsync(new BatchSubmitCommand(client.Session, draft));
        foreach (var _ in draft.Jobs)
        {
            await client.SendAsync(client.Fetch());
        }

        return reply.Split("\r\n")[1];
    }

    private static BatchResultsCommand Results(FakeConnection client, string bid, long after = 0, int limit = 1000) => new(client.Session, bid, after, limit);

    private static AckCommand Ack(FakeConnection client, string result, string jid = "member-1") =>
        new(client.Session, JobHash.Of(jid), new JobResult(jid, System.Text.Encoding.UTF8.GetBytes(result)));
}
