using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>BATCH RETRY (extension).</summary>
public sealed class BatchRetryTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void Retrying_and_dead_jobs_of_the_whole_tree_are_queued_and_no_others()
    {
        var root = _engine.New();
        var child = _engine.New(root);
        var other = _engine.New();
        _engine.Push("root-retry", root);
        _engine.Push(Drafts.Job("child-dead", child, retry: -1));
        _engine.Push("stranger-1", other);
        _engine.Push("no-batch-1");
        for (var i = 0; i < 4; i++)
        {
            _engine.Fail(_engine.Take().Jid);
        }

        _engine.Push(Drafts.Job("root-later", root, at: _engine.Now.AddHours(1)));

        Assert.Equal((2, 0, 0), _engine.Retry(root).Figures);

        Assert.Equal(["root-retry", "child-dead"], [_engine.Take().Jid, _engine.Take().Jid]);
        Assert.Null(_engine.Fetch());
        Assert.Equal(2, _engine.Store.Jobs.Values.Count(row => row.State == JobState.Retrying));
    }

    [Fact]
    public void A_batch_is_retried_without_what_is_above_it_or_beside_it()
    {
        var root = _engine.New();
        var child = _engine.New(root);
        var sibling = _engine.New(root);
        foreach (var bid in new[] { root, child, sibling })
        {
            _engine.Push($"job-{bid}", bid);
            _engine.Fail(_engine.Take().Jid);
        }

        Assert.Equal((1, 0, 0), _engine.Retry(child).Figures);

        Assert.Equal($"job-{child}", _engine.Take().Jid);
        Assert.Null(_engine.Fetch());
    }

    [Fact]
    public void A_retried_job_keeps_its_payload_and_its_failure_so_that_retries_count_on()
    {
        var bid = _engine.New();
        _engine.Push(Drafts.Job("job-00001", bid, retry: 2, args: "[1,  2]", custom: "\"mine\":1"));
        _engine.Fail(_engine.Take().Jid, "first");
        var stored = Assert.Single(_engine.Store.Jobs.Values);

        _engine.Retry(bid);

        var queued = Assert.Single(_engine.Store.Jobs.Values);
        Assert.Equal((stored.Payload, stored.Failure), (queued.Payload, queued.Failure));
        Assert.Equal("first", _engine.Take().Failure("message"));
        _engine.Fail("job-00001");
        _engine.Retry(bid);
        Assert.Equal("1", _engine.Take().Failure("retry_count"));
        _engine.Fail("job-00001");
        Assert.Equal(JobState.Dead, Assert.Single(_engine.Store.Jobs.Values).State);
    }

    [Fact]
    public void A_second_retry_finds_nothing_more()
    {
        var bid = _engine.New();
        _engine.Push("job-00001", bid);
        _engine.Fail(_engine.Take().Jid);
        _engine.Retry(bid);

        Assert.Equal((0, 0, 0), _engine.Retry(bid).Figures);

        Assert.Equal("job-00001", _engine.Take().Jid);
        Assert.Null(_engine.Fetch());
    }

    [Fact]
    public void An_unknown_batch_is_an_error() =>
        Assert.Equal("ERR no such batch b-nope", EngineDriver.ErrorOf(_engine.Send(new BatchRetryCommand(new Session(), "b-nope"))));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lesson_10_a_dead_member_revived_by_a_retry_fires_success_exactly_once(bool restarts)
    {
        var bid = _engine.New();
        _engine.Push(Drafts.Job("job-00001", bid, retry: -1));
        _engine.CommitBatch(bid);
        _engine.Fail(_engine.Take().Jid);
        if (restarts)
        {
            _engine.Restart();
        }

        Assert.Equal((1, 0, 0), _engine.Retry(bid).Figures);
        _engine.Ack(_engine.Take().Jid);
        _engine.Ack("job-00001");
        _engine.Retry(bid);

        Assert.Equal("success", _engine.Take().Type);
        Assert.Null(_engine.Fetch());
    }

    [Theory]
    [InlineData(JobState.Retrying, 25)]
    [InlineData(JobState.Dead, -1)]
    public void A_callback_that_failed_runs_again(JobState state, int retry)
    {
        var bid = _engine.New(success: Drafts.Callback("success", retry: retry));
        _engine.CommitBatch(bid);
        var jid = _engine.Take().Jid;
        _engine.Fail(jid);
        Assert.Equal(state, Assert.Single(_engine.Store.Jobs.Values).State);

        Assert.Equal((1, 0, 0), _engine.Retry(bid).Figures);

        _engine.Ack(_engine.Take().Jid);
        Assert.Equal(("2", "succeeded"), (_engine.Status(bid).Success, _engine.Status(bid).State));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_callback_whose_job_was_removed_is_made_anew_and_holds_its_parent_until_then(bool restarts)
    {
        var root = _engine.New();
        var child = _engine.New(root, success: Drafts.Callback("stage", jid: "stage-job"));
        _engine.CommitBatch(root);
        _engine.CommitBatch(child);
        _engine.Fail(_engine.Take().Jid, isFatal: true);
        _engine.Mutate(MutateOperation.Clear, JobState.Dead);
        if (restarts)
        {
            _engine.Restart();
        }

        Assert.Equal((0, 1, 0), _engine.Retry(root).Figures);
        Assert.Equal((0, 0, 0), _engine.Retry(root).Figures);

        var stage = _engine.Take();
        Assert.Equal(("stage-job", "stage", child, null), (stage.Jid, stage.Type, stage.Custom("_bid"), stage.Failure("message")));
        Assert.Null(_engine.Fetch());
        _engine.Ack(stage.Jid);
        Assert.Equal("success", _engine.Take().Type);
    }

    [Fact]
    public void A_callback_that_left_the_dead_set_after_its_time_is_made_anew()
    {
        var bid = _engine.New(success: Drafts.Callback("success", retry: -1));
        _engine.Push("slow-00001", bid);
        _engine.CommitBatch(bid);
        _engine.Ack(_engine.Take().Jid);
        _engine.Fail(_engine.Take().Jid);
        _engine.MoveClock(_engine.Now.AddDays(179));
        _engine.Open(bid);
        _engine.Advance(TimeSpan.FromDays(2));
        Assert.Empty(_engine.Store.Jobs);

        Assert.Equal((0, 1, 0), _engine.Retry(bid).Figures);

        _engine.Ack(_engine.Take().Jid);
        Assert.Equal("succeeded", _engine.Status(bid).State);
    }

    [Fact]
    public void A_lost_callback_whose_gate_has_closed_since_fires_once_it_opens_again()
    {
        var bid = _engine.New();
        _engine.CommitBatch(bid);
        _engine.Fail(_engine.Take().Jid, isFatal: true);
        _engine.Mutate(MutateOperation.Clear, JobState.Dead);
        _engine.Push("latecomer", bid);

        Assert.Equal((0, 1, 0), _engine.Retry(bid).Figures);
        Assert.Equal("", _engine.Status(bid).Success);

        _engine.Ack(_engine.Take().Jid);
        Assert.Equal("success", _engine.Take().Type);
        Assert.Null(_engine.Fetch());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Members_whose_jobs_were_removed_are_named_until_they_are_pushed_again(bool restarts)
    {
        var bid = _engine.New();
        _engine.Push(Drafts.Job("never-again", bid, retry: 0));
        _engine.Push("discarded-1", bid);
        _engine.Push(Drafts.Job("expired-001", bid, custom: "\"expires_at\":\"2025-01-01T00:00:00Z\""));
        _engine.Push(Drafts.Job("removed-001", bid, queue: "old"));
        _engine.Push(Drafts.Job("waiting-001", bid, queue: "other"));
        _engine.CommitBatch(bid);
        _engine.Fail(_engine.Take().Jid);
        _engine.Fail(_engine.Take().Jid);
        Assert.Null(_engine.Fetch());
        _engine.Mutate(MutateOperation.Discard, JobState.Retrying);
        _engine.Send(new QueueCommand(new Session(), QueueOperation.Remove, ["old"]));
        if (restarts)
        {
            _engine.Restart();
        }

        var first = _engine.Retry(bid);
        Assert.Equal((0, 0, 4), first.Figures);
        Assert.Equal(["discarded-1", "expired-001", "never-again", "removed-001"], first.Gone.Order(StringComparer.Ordinal));

        foreach (var jid in first.Gone)
        {
            Assert.Null(_engine.Push(Drafts.Job(jid, bid)));
        }

        if (restarts)
        {
            _engine.Restart();
        }

        Assert.Empty(_engine.Retry(bid).Gone);
        Assert.Equal((0, 0, 0), _engine.Retry(bid).Figures);
        Assert.DoesNotContain(_engine.Store.Entries.Keys, key => key.StartsWith(LostMembers.KeyPrefix, StringComparison.Ordinal));
    }

    [Fact]
    public void A_callback_that_is_also_a_member_is_one_again_when_it_is_made_anew()
    {
        var root = _engine.New();
        var child = _engine.New(root, success: Drafts.Callback("stage", bid: root));
        _engine.CommitBatch(root);
        _engine.CommitBatch(child);
        _engine.Fail(_engine.Take().Jid, isFatal: true);
        _engine.Mutate(MutateOperation.Clear, JobState.Dead);
        Assert.Equal((0, 1, 0), _engine.Retry(root).Figures);

        _engine.Restart();
        _engine.Ack(_engine.Take().Jid);

        Assert.Equal((1, 0), (_engine.Status(root).Total, _engine.Status(root).Pending));
        Assert.Equal("success", _engine.Take().Type);
    }

    [Fact]
    public void The_reply_names_a_thousand_missing_members_and_counts_all()
    {
        var bid = _engine.New();
        for (var i = 0; i < 1_100; i++)
        {
            _engine.Push(Drafts.Job($"job-{i:00000}", bid, retry: 0));
            _engine.Fail(_engine.Take().Jid);
        }

        var retry = _engine.Retry(bid);

        Assert.Equal((1_100, 1_000), (retry.GoneTotal, retry.Gone.Count));
    }

    [Fact]
    public void The_names_of_missing_members_go_with_their_batch()
    {
        var bid = _engine.New();
        _engine.Push(Drafts.Job("job-00001", bid, retry: 0));
        _engine.CommitBatch(bid);
        _engine.Fail(_engine.Take().Jid);
        Assert.Single(_engine.Store.Entries.Keys, key => key.StartsWith(LostMembers.KeyPrefix, StringComparison.Ordinal));

        _engine.Advance(TimeSpan.FromDays(31));

        Assert.False(_engine.Exists(bid));
        Assert.DoesNotContain(_engine.Store.Entries.Keys, key => key.StartsWith(LostMembers.KeyPrefix, StringComparison.Ordinal));
    }
}
