using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>The ways in which batch systems broke (LESSONS.md), one by one, at the engine itself.</summary>
public sealed class BatchLessonsTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void Lesson_1_a_second_ack_counts_once()
    {
        var bid = _engine.New();
        _engine.Push("member-1", bid);
        _engine.Push("member-2", bid);
        _engine.CommitBatch(bid);
        _engine.Ack(_engine.Take().Jid);

        _engine.Ack("member-1");
        _engine.Ack("member-1");

        var status = _engine.Status(bid);
        Assert.Equal((2, 1, ""), (status.Total, status.Pending, status.Success));
    }

    [Fact]
    public void Lesson_1_an_ack_after_a_fail_changes_nothing()
    {
        var bid = _engine.New();
        _engine.Push("member-1", bid);
        _engine.CommitBatch(bid);
        _engine.Fail(_engine.Take().Jid);

        _engine.Ack("member-1");

        var status = _engine.Status(bid);
        Assert.Equal((1, 1, ""), (status.Pending, status.Failed, status.Success));
    }

    [Fact]
    public void Lesson_1_a_late_ack_after_another_worker_has_acked_changes_nothing()
    {
        var bid = _engine.New();
        _engine.Push("member-1", bid);
        _engine.Push("member-2", bid);
        _engine.CommitBatch(bid);
        _engine.Take();
        _engine.Advance(TimeSpan.FromSeconds(1801));
        _engine.Mutate(MutateOperation.Requeue, JobState.Retrying);
        Assert.Equal("member-2", _engine.Take().Jid);
        Assert.Equal("member-1", _engine.Take().Jid);
        _engine.Ack("member-1");

        _engine.Ack("member-1");

        var status = _engine.Status(bid);
        Assert.Equal((1, 0, ""), (status.Pending, status.Failed, status.Success));
    }

    [Fact]
    public void Lesson_2_no_callback_fires_before_the_commit_although_the_first_job_is_done()
    {
        var bid = _engine.New();
        _engine.Push("member-1", bid);
        _engine.Ack(_engine.Take().Jid);
        Assert.Null(_engine.Fetch());

        _engine.Push("member-2", bid);
        _engine.CommitBatch(bid);
        Assert.Equal("", _engine.Status(bid).Success);

        _engine.Ack(_engine.Take().Jid);
        Assert.Equal("success", _engine.Take().Type);
    }

    [Fact]
    public void Lesson_2_a_member_that_reopens_its_batch_holds_the_callback_until_its_own_ack()
    {
        var bid = _engine.New();
        _engine.Push("member-1", bid);
        _engine.CommitBatch(bid);
        var opener = _engine.Take();
        _engine.Open(bid);
        _engine.Push("added-01", bid);
        _engine.Ack(_engine.Take().Jid);
        Assert.Equal("", _engine.Status(bid).Success);

        _engine.CommitBatch(bid);
        Assert.Equal("", _engine.Status(bid).Success);

        _engine.Ack(opener.Jid);
        Assert.Equal("1", _engine.Status(bid).Success);
    }

    [Fact]
    public void Lesson_2_a_callback_that_adds_a_stage_to_the_parent_holds_the_parents_callback()
    {
        var parent = _engine.New();
        var first = _engine.New(parent, success: Drafts.Callback("next"));
        _engine.CommitBatch(first);
        _engine.CommitBatch(parent);
        var callback = _engine.Take();
        Assert.Equal(("next", parent), (callback.Type, callback.Custom("_pbid")));

        _engine.Open(parent);
        var second = _engine.New(parent, success: Drafts.Callback("last"));
        _engine.CommitBatch(second);
        _engine.CommitBatch(parent);
        _engine.Ack(callback.Jid);

        var last = _engine.Take();
        Assert.Equal(("last", ""), (last.Type, _engine.Status(parent).Success));
        _engine.Ack(last.Jid);
        Assert.Equal("1", _engine.Status(parent).Success);
    }

    [Fact]
    public void Lesson_2_a_reopening_from_outside_holds_nothing()
    {
        var bid = _engine.New();
        _engine.Push("member-1", bid);
        _engine.CommitBatch(bid);
        var member = _engine.Take();

        _engine.Open(bid);
        _engine.Ack(member.Jid);

        Assert.Equal("1", _engine.Status(bid).Success);
    }

    [Fact]
    public void Lesson_4_a_parent_does_not_fire_while_a_child_runs()
    {
        var parent = _engine.New(complete: Drafts.Callback("complete", queue: "callbacks"), success: Drafts.Callback("success", queue: "callbacks"));
        var child = _engine.New(parent, success: Drafts.Callback("child", queue: "callbacks"));
        _engine.Push("member-p", parent);
        _engine.Push("member-c", child);
        _engine.CommitBatch(child);
        _engine.CommitBatch(parent);
        _engine.Ack(_engine.Take().Jid);
        Assert.Null(_engine.Fetch("callbacks"));

        _engine.Ack(_engine.Take().Jid);
        var callback = _engine.Take("callbacks");
        Assert.Equal(("child", "", ""), (callback.Type, _engine.Status(parent).Complete, _engine.Status(parent).Success));

        _engine.Ack(callback.Jid);
        Assert.Equal("complete", _engine.Take("callbacks").Type);
    }

    public static TheoryData<bool, bool, bool> Shapes => new()
    {
        { true, false, false }, { true, false, true }, { false, true, false }, { false, true, true }, { true, true, false }, { true, true, true },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Lesson_5_trees_of_depth_1_to_50_fire_from_the_leaf_to_the_root(bool success, bool complete, bool jobs)
    {
        for (var depth = 1; depth <= 50; depth++)
        {
            var engine = new EngineDriver();
            var bids = Chain(engine, depth, success, complete, jobs);
            for (var i = 0; jobs && i < depth; i++)
            {
                Assert.Null(engine.Fetch("callbacks"));
                engine.Ack(engine.Take().Jid);
            }

            var fired = AckAll(engine, "callbacks");

            string[] kinds = (success, complete) switch { (true, true) => ["complete", "success"], (true, false) => ["success"], _ => ["complete"] };
            var expected = bids.AsEnumerable().Reverse().SelectMany(bid => kinds.Select(kind => $"{bid} {kind}"));
            Assert.Equal(expected, fired.Select(job => $"{job.Custom("_bid")} {job.Custom("_cb")}"));
            Assert.All(bids, bid => Assert.Equal("succeeded", engine.Status(bid).State));
        }
    }

    [Fact]
    public void Lesson_6_an_empty_batch_fires_at_its_commit_and_once()
    {
        var bid = _engine.New(success: Drafts.Callback("success"), complete: Drafts.Callback("complete"));

        _engine.CommitBatch(bid);
        var afterCommit = _engine.Status(bid);
        _engine.CommitBatch(bid);

        Assert.Equal((0, "1", ""), (afterCommit.Total, afterCommit.Complete, afterCommit.Success));
        Assert.Equal(["complete", "success"], AckAll(_engine, "default").Select(job => job.Type));
        Assert.Equal(("2", "2"), (_engine.Status(bid).Complete, _engine.Status(bid).Success));
    }

    [Fact]
    public void Lesson_6_empty_children_with_and_without_callbacks_hold_nothing_up()
    {
        var parent = _engine.New(success: Drafts.Callback("done"));
        var silent = _engine.New(new BatchDraft { ParentId = parent });
        var loud = _engine.New(parent, success: Drafts.Callback("stage"));
        _engine.CommitBatch(parent);
        _engine.CommitBatch(silent);
        Assert.Null(_engine.Fetch());

        _engine.CommitBatch(loud);

        Assert.Equal(["stage", "done"], AckAll(_engine, "default").Select(job => job.Type));
    }

    [Fact]
    public void Lesson_6_an_empty_stage_in_the_middle_of_a_chain_lets_the_chain_go_on()
    {
        var parent = _engine.New(success: Drafts.Callback("done"));
        AddStage(parent, "stage-1", "member-1");
        _engine.CommitBatch(parent);
        _engine.Ack(_engine.Take().Jid);

        var callback = _engine.Take();
        AddStage(parent, "stage-2");
        _engine.Ack(callback.Jid);
        callback = _engine.Take();
        Assert.Equal("stage-2", callback.Type);
        AddStage(parent, "stage-3", "member-3");
        _engine.Ack(callback.Jid);

        Assert.Equal(["member-3", null, null], AckAll(_engine, "default").Select(job => job.Type == "work" ? job.Jid : null));
        Assert.Equal("succeeded", _engine.Status(parent).State);
    }

    [Fact]
    public void Lesson_8_anyone_may_open_in_any_state_and_no_callback_fires_again()
    {
        var bid = _engine.New(success: Drafts.Callback("success", queue: "callbacks"), complete: Drafts.Callback("complete", queue: "callbacks"));
        Assert.Equal(bid, _engine.Open(bid));
        _engine.CommitBatch(bid);
        Assert.Equal("1", _engine.Status(bid).Complete);

        Assert.Equal(bid, _engine.Open(bid));
        Assert.Null(_engine.Push("late-001", bid));
        Assert.Null(_engine.Push("late-002", bid));
        _engine.CommitBatch(bid);
        var status = _engine.Status(bid);
        Assert.Equal((2, 2, "1"), (status.Total, status.Pending, status.Complete));

        _engine.Ack(_engine.Take("callbacks").Jid);
        Assert.Equal("", _engine.Status(bid).Success);
        AckAll(_engine, "default");
        Assert.Equal("success", Assert.Single(AckAll(_engine, "callbacks")).Type);

        Assert.Equal(bid, _engine.Open(bid));
        Assert.Null(_engine.Push("late-003", bid));
        _engine.CommitBatch(bid);
        Assert.Equal(("2", "2", "running"), (_engine.Status(bid).Complete, _engine.Status(bid).Success, _engine.Status(bid).State));
        AckAll(_engine, "default");
        Assert.Null(_engine.Fetch("callbacks"));
        Assert.Equal("succeeded", _engine.Status(bid).State);
    }

    [Fact]
    public void Lesson_8_open_does_not_undo_the_commit()
    {
        var bid = _engine.New();
        _engine.Push("member-1", bid);
        _engine.CommitBatch(bid);
        _engine.Take();

        _engine.Open(bid);
        _engine.Push("member-2", bid);
        _engine.Ack("member-1");
        _engine.Ack(_engine.Take().Jid);

        Assert.Equal("1", _engine.Status(bid).Success);
    }

    [Fact]
    public void Lesson_8_a_late_child_holds_every_ancestor_that_has_not_fired()
    {
        var root = _engine.New(success: Drafts.Callback("root"));
        var middle = _engine.New(root, success: Drafts.Callback("middle"));
        _engine.CommitBatch(middle);
        var callback = _engine.Take();
        _engine.Ack(callback.Jid);

        var late = _engine.New(middle, success: Drafts.Callback("late"));
        _engine.CommitBatch(root);
        Assert.Equal("", _engine.Status(root).Success);

        _engine.CommitBatch(late);
        Assert.Equal(["late", "root"], AckAll(_engine, "default").Select(job => job.Type));
    }

    [Fact]
    public void Lesson_8_commands_that_name_an_unknown_batch_are_refused()
    {
        const string Refusal = "ERR no such batch b-unknown";
        Assert.Equal(Refusal, EngineDriver.ErrorOf(_engine.Send(new BatchOpenCommand(new Session(), "b-unknown"))));
        Assert.Equal(Refusal, EngineDriver.ErrorOf(_engine.Send(new BatchCommitCommand(new Session(), "b-unknown"))));
        Assert.Equal(Refusal, EngineDriver.ErrorOf(_engine.Send(new BatchStatusCommand(new Session(), "b-unknown"))));
        Assert.Equal(Refusal, EngineDriver.ErrorOf(_engine.Send(new BatchNewCommand(new Session(), new BatchDraft { ParentId = "b-unknown" }))));
        Assert.Equal(Refusal, _engine.Push("member-1", "b-unknown"));
        Assert.Null(_engine.Fetch());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(25)]
    public void Lesson_9_complete_fires_after_the_first_failure_and_before_success(int retry)
    {
        var bid = _engine.New(success: Drafts.Callback("success", queue: "callbacks"), complete: Drafts.Callback("complete", queue: "callbacks"));
        _engine.Push(Drafts.Job("member-1", bid, retry: retry));
        _engine.Push("member-2", bid);
        _engine.CommitBatch(bid);
        _engine.Fail(_engine.Take().Jid);
        Assert.Null(_engine.Fetch("callbacks"));

        _engine.Ack(_engine.Take().Jid);

        Assert.Equal("complete", Assert.Single(AckAll(_engine, "callbacks")).Type);
        var status = _engine.Status(bid);
        Assert.Equal((1, 1, "2", "", "failing"), (status.Pending, status.Failed, status.Complete, status.Success, status.State));
    }

    [Fact]
    public void Lesson_9_a_member_that_was_deleted_after_its_failure_lets_complete_fire_and_success_never()
    {
        var bid = _engine.New(success: Drafts.Callback("success", queue: "callbacks"), complete: Drafts.Callback("complete", queue: "callbacks"));
        _engine.Push("member-1", bid);
        _engine.Push("member-2", bid);
        _engine.CommitBatch(bid);
        _engine.Fail(_engine.Take().Jid);

        _engine.Mutate(MutateOperation.Discard, JobState.Retrying, "member-1");
        _engine.Ack(_engine.Take().Jid);

        Assert.Equal("complete", Assert.Single(AckAll(_engine, "callbacks")).Type);
        Assert.Equal((1, ""), (_engine.Status(bid).Pending, _engine.Status(bid).Success));
    }

    [Fact]
    public void Lesson_9_a_member_that_was_deleted_before_it_ran_holds_complete_too()
    {
        var bid = _engine.New(complete: Drafts.Callback("complete"));
        _engine.Push(Drafts.Job("member-1", bid, at: _engine.Now.AddHours(1)));
        _engine.CommitBatch(bid);

        _engine.Mutate(MutateOperation.Discard, JobState.Scheduled, "member-1");

        Assert.Equal((1, ""), (_engine.Status(bid).Pending, _engine.Status(bid).Complete));
    }

    [Fact]
    public void Lesson_9_a_repeated_failure_fires_complete_once()
    {
        var bid = _engine.New(complete: Drafts.Callback("complete", queue: "callbacks"));
        _engine.Push("member-1", bid);
        _engine.CommitBatch(bid);
        for (var i = 0; i < 3; i++)
        {
            _engine.Fail(_engine.Take().Jid);
            _engine.Mutate(MutateOperation.Requeue, JobState.Retrying);
        }

        Assert.Single(AckAll(_engine, "callbacks"));
        Assert.Equal((1, 1), (_engine.Status(bid).Pending, _engine.Status(bid).Failed));
    }

    [Fact]
    public void Lesson_10_a_dead_job_that_is_revived_fires_success_once()
    {
        var bid = _engine.New(success: Drafts.Callback("success", queue: "callbacks"), complete: Drafts.Callback("complete", queue: "callbacks"));
        _engine.Push(Drafts.Job("member-1", bid, retry: -1));
        _engine.CommitBatch(bid);
        _engine.Fail(_engine.Take().Jid);
        AckAll(_engine, "callbacks");
        Assert.Null(_engine.Fetch());

        _engine.Mutate(MutateOperation.Requeue, JobState.Dead, "member-1");
        _engine.Ack(_engine.Take().Jid);
        _engine.Ack("member-1");

        Assert.Equal("success", Assert.Single(AckAll(_engine, "callbacks")).Type);
    }

    [Fact]
    public void Lesson_13_a_parent_outlives_its_children_and_nothing_leaks()
    {
        var parent = _engine.New();
        var child = _engine.New(new BatchDraft { ParentId = parent });
        _engine.Push("member-c", child);
        _engine.Push("member-p", parent);
        _engine.CommitBatch(child);
        _engine.CommitBatch(parent);
        _engine.Ack(_engine.Take().Jid);
        var last = _engine.Take();
        _engine.Fail(last.Jid);
        _engine.Mutate(MutateOperation.Kill, JobState.Retrying);

        _engine.Advance(TimeSpan.FromDays(29));
        Assert.True(_engine.Exists(child));
        _engine.Mutate(MutateOperation.Requeue, JobState.Dead);
        AckAll(_engine, "default");
        Assert.Equal("succeeded", _engine.Status(parent).State);
        Assert.True(_engine.Exists(child));

        _engine.Advance(TimeSpan.FromHours(25));
        Assert.False(_engine.Exists(parent));
        Assert.Equal((0, 0, 0), (_engine.Store.Batches.Count, _engine.Store.Jobs.Count, _engine.Store.MemberRowCount));
    }

    [Fact]
    public void Lesson_15_a_callback_carries_exactly_the_keys_that_clients_read()
    {
        var parent = _engine.New();
        var child = _engine.New(parent, success: Drafts.Callback("success", custom: """{"locale":"eo","deep":{"n":9007199254740993}}"""));
        _engine.CommitBatch(child);

        var callback = _engine.Take();

        Assert.Equal(
            $$"""{"locale":"eo","deep":{"n":9007199254740993},"_bid":"{{child}}","_cb":"success","_pbid":"{{parent}}"}""",
            Sorted(callback.Json.GetProperty("custom").GetRawText()));
        Assert.Null(callback.Custom("bid"));
        Assert.Matches("^b-[A-Za-z0-9_-]{14}$", child);
        Assert.True(callback.Jid.Length >= 8);
        Assert.Equal((child, parent), (_engine.Status(child).Bid, _engine.Status(child).ParentBid));
        Assert.Null(_engine.Status(parent).ParentBid);

        static string Sorted(string custom)
        {
            var parsed = System.Text.Json.Nodes.JsonNode.Parse(custom)!.AsObject();
            string[] order = ["locale", "deep", "_bid", "_cb", "_pbid"];
            Assert.Equal(order.Order(StringComparer.Ordinal), parsed.Select(pair => pair.Key).Order(StringComparer.Ordinal));
            return "{" + string.Join(',', order.Select(key => $"\"{key}\":{parsed[key]!.ToJsonString()}")) + "}";
        }
    }

    private void AddStage(string parent, string callback, params string[] jids)
    {
        _engine.Open(parent);
        var stage = _engine.New(parent, success: Drafts.Callback(callback));
        foreach (var jid in jids)
        {
            _engine.Push(jid, stage);
        }

        _engine.CommitBatch(stage);
        _engine.CommitBatch(parent);
    }

    private static List<string> Chain(EngineDriver engine, int depth, bool success, bool complete, bool jobs)
    {
        var bids = new List<string>();
        for (var level = 0; level < depth; level++)
        {
            bids.Add(engine.New(new BatchDraft
            {
                ParentId = level == 0 ? null : bids[^1],
                Success = success ? Drafts.Callback("success", queue: "callbacks") : null,
                Complete = complete ? Drafts.Callback("complete", queue: "callbacks") : null,
            }));
            if (jobs)
            {
                engine.Push($"member-{level}", bids[^1]);
            }
        }

        bids.ForEach(engine.CommitBatch);
        return bids;
    }

    private static List<FetchedJob> AckAll(EngineDriver engine, string queue)
    {
        var jobs = new List<FetchedJob>();
        while (engine.Fetch(queue) is { } job)
        {
            jobs.Add(job);
            engine.Ack(job.Jid);
        }

        return jobs;
    }
}
