using System.Diagnostics;
using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

public sealed class BatchListTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void Roots_come_newest_first_and_children_not_at_all()
    {
        var first = New("first");
        New("child of first", parent: first);
        var second = New("second");

        var (bids, next) = List();

        Assert.Equal([second, first], bids);
        Assert.Null(next);
    }

    [Fact]
    public void Each_batch_is_what_STATUS_says_of_it()
    {
        var bid = New("the one");
        var status = ((BulkReply)_engine.Send(new BatchStatusCommand(new Session(), bid))!).Payload;

        var reply = (BulkReply)_engine.Send(new BatchListCommand(new Session(), new BatchListFilter(null, null), null, 10))!;

        Assert.Equal($$"""{"batches":[{{System.Text.Encoding.UTF8.GetString(status.Span)}}]}""", System.Text.Encoding.UTF8.GetString(reply.Payload.Span));
    }

    [Fact]
    public void The_text_is_looked_for_in_descriptions_in_any_case()
    {
        New("Export of March");
        var import = New("Nightly IMPORT, Überblick");

        Assert.Equal([import], List(text: "import").Bids);
        Assert.Equal([import], List(text: "ÜBER").Bids);
        Assert.Empty(List(text: "april").Bids);
    }

    [Fact]
    public void The_state_is_the_one_of_STATUS()
    {
        var open = New("open");
        var running = New("running");
        _engine.Push("member-1", running);
        _engine.CommitBatch(running);
        var succeeded = New("succeeded");
        _engine.CommitBatch(succeeded);
        _engine.Ack(_engine.Take().Jid);
        _engine.Ack(_engine.Take().Jid);
        var failing = New("failing");
        _engine.Push("member-2", failing);
        _engine.CommitBatch(failing);
        _engine.Ack(_engine.Take().Jid);
        _engine.Take();
        _engine.Fail("member-2");
        _engine.Push("member-3", running);

        Assert.Equal([open], List(state: "open").Bids);
        Assert.Equal([failing], List(state: "failing").Bids);
        Assert.Equal([running], List(state: "running").Bids);
        Assert.Equal([succeeded], List(state: "succeeded").Bids);
        Assert.Empty(List(state: "cancelled").Bids);
    }

    [Fact]
    public void Pages_follow_each_other_also_when_the_batch_between_them_is_gone_and_after_a_restart()
    {
        var bids = Enumerable.Range(0, 5).Select(i => New($"batch {i}")).ToList();
        var first = List(limit: 2);
        _engine.Advance(TimeSpan.FromMinutes(20));
        foreach (var bid in bids.Where((_, i) => i != 3))
        {
            _engine.Open(bid);
        }

        _engine.Advance(TimeSpan.FromMinutes(20));
        Assert.False(_engine.Exists(bids[3]));
        _engine.Restart();
        var second = List(limit: 2, after: first.Next);
        var third = List(limit: 2, after: second.Next);

        Assert.Equal([bids[4], bids[3]], first.Bids);
        Assert.Equal([bids[2], bids[1]], second.Bids);
        Assert.Equal([bids[0]], third.Bids);
        Assert.Null(third.Next);
    }

    [Fact]
    public void A_page_that_ends_with_the_last_root_has_no_next()
    {
        New("one");
        New("two");

        Assert.Null(List(limit: 2).Next);
        Assert.NotNull(List(limit: 1).Next);
    }

    [Fact]
    public void A_child_that_outlives_its_parent_is_listed()
    {
        var root = New("root");
        var child = New("child", parent: root);
        _engine.Push("member-1", child);
        _engine.CommitBatch(child);

        _engine.Advance(TimeSpan.FromMinutes(31));

        Assert.Equal([child], List().Bids);
        Assert.False(_engine.Exists(root));
    }

    [Fact]
    public void Expired_and_flushed_batches_are_gone()
    {
        New("expires");
        _engine.Advance(TimeSpan.FromMinutes(31));
        Assert.Empty(List().Bids);

        New("is flushed");
        _engine.Send(new FlushCommand(new Session()));
        Assert.Empty(List().Bids);
        Assert.Single(List().Bids.Append(New("another")));
    }

    [Fact]
    public void One_call_looks_at_a_bounded_number_of_100_000_roots()
    {
        var engine = new EngineDriver { CommitsAtOnce = false };
        var wanted = engine.New(new BatchDraft { Description = "the oldest", Success = Drafts.Callback() });
        for (var i = 0; i < 100_000; i++)
        {
            engine.New(new BatchDraft { Description = $"batch {i}", Success = Drafts.Callback() });
        }

        var (calls, longest) = (0, TimeSpan.Zero);
        List<string> found = [];
        string? next = null;
        do
        {
            var start = Stopwatch.GetTimestamp();
            var reply = engine.Send(new BatchListCommand(new Session(), new BatchListFilter("OLDEST", null), next is null ? null : long.Parse(next, System.Globalization.CultureInfo.InvariantCulture), 1000));
            var took = Stopwatch.GetElapsedTime(start);
            longest = took > longest ? took : longest;
            (var bids, next) = Read(reply!);
            found.AddRange(bids);
            calls++;
        }
        while (next is not null);

        Assert.Equal([wanted], found);
        Assert.Equal(21, calls);
        TestContext.Current.TestOutputHelper?.WriteLine($"The longest of {calls} calls took {longest.TotalMilliseconds} ms.");
    }

    [Fact]
    public void Long_descriptions_make_short_pages()
    {
        for (var i = 0; i < 4; i++)
        {
            New(new string('x', 600_000));
        }

        var first = List();

        Assert.Equal(2, first.Bids.Count);
        Assert.Equal(2, List(after: first.Next).Bids.Count);
    }

    private string New(string description, string? parent = null) =>
        _engine.New(new BatchDraft { Description = description, ParentId = parent, Success = Drafts.Callback() });

    private (List<string> Bids, string? Next) List(string? text = null, string? state = null, string? after = null, int limit = 1000) =>
        Read(_engine.Send(new BatchListCommand(new Session(), new BatchListFilter(text, state), after is null ? null : long.Parse(after, System.Globalization.CultureInfo.InvariantCulture), limit))!);

    private static (List<string> Bids, string? Next) Read(Reply reply)
    {
        using var json = JsonDocument.Parse(((BulkReply)reply).Payload);
        return (
            [.. json.RootElement.GetProperty("batches").EnumerateArray().Select(batch => batch.GetProperty("bid").GetString()!)],
            json.RootElement.TryGetProperty("next", out var next) ? next.GetString() : null);
    }
}
