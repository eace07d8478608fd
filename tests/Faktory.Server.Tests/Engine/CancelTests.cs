using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>BATCH CANCEL: what is dropped, what is refused, and how what runs comes to its end.</summary>
public sealed class CancelTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void Waiting_scheduled_retrying_and_dead_jobs_of_the_whole_tree_are_dropped()
    {
        var root = _engine.New();
        var child = _engine.New(root);
        _engine.Push(Drafts.Job("failing-job", child));
        _engine.Push(Drafts.Job("dying-job", child, retry: -1));
        _engine.Take();
        _engine.Take();
        _engine.Fail("failing-job");
        _engine.Fail("dying-job");
        _engine.Push(Drafts.Job("waiting-job", root));
        _engine.Push(Drafts.Job("scheduled-job", child, at: _engine.Now.AddHours(1)));
        _engine.Push("other-job");
        CommitBoth(root, child);

        Assert.Null(_engine.Cancel(root));

        Assert.Equal(["other-job"], _engine.Store.Jobs.Keys.Select(id => _engine.Store.JobIds[id]));
        Assert.Equal(("cancelled", 1, 0, 0), Counts(root));
        Assert.Equal(("cancelled", 3, 0, 0), Counts(child));
    }

    [Fact]
    public void An_enqueued_callback_is_dropped_and_counts_as_never_enqueued()
    {
        var root = _engine.New();
        var child = _engine.New(root);
        _engine.CommitBatch(child);
        Assert.Equal("1", _engine.Status(child).Success);

        _engine.Cancel(root);

        Assert.Null(_engine.Fetch());
        Assert.Equal(("", "cancelled"), (_engine.Status(child).Success, _engine.Status(child).State));
        Assert.True(_engine.Status(root).IsFinished);
    }

    [Fact]
    public void A_running_job_settles_with_its_ACK_and_counts_as_done()
    {
        var root = CancelWhileRunning("running-job");
        Assert.Equal(("cancelled", 1, 1, 0), Counts(root));

        _engine.Ack("running-job");

        Assert.Equal(("cancelled", 1, 0, 0), Counts(root));
        Assert.True(_engine.Status(root).IsFinished);
    }

    [Fact]
    public void A_running_job_settles_with_its_FAIL_without_a_retry()
    {
        var root = CancelWhileRunning("running-job");

        Assert.Null(_engine.Fail("running-job"));

        AssertEnded(root);
    }

    [Fact]
    public void A_running_job_that_would_die_settles_with_its_FAIL()
    {
        var root = CancelWhileRunning("running-job", retry: -1);

        Assert.Null(_engine.Fail("running-job"));

        AssertEnded(root);
    }

    [Fact]
    public void A_running_job_settles_when_its_reservation_expires()
    {
        var root = CancelWhileRunning("running-job");

        _engine.Advance(TimeSpan.FromMinutes(31));

        AssertEnded(root);
    }

    [Fact]
    public void A_running_job_that_its_worker_hands_back_is_dropped()
    {
        var root = CancelWhileRunning("running-job");

        Assert.Null(_engine.Requeue("running-job"));

        AssertEnded(root);
    }

    [Fact]
    public void A_running_job_whose_worker_vanishes_is_dropped()
    {
        var session = _engine.Hello("worker-1");
        var root = _engine.New();
        _engine.Push("running-job", root);
        Assert.NotNull(_engine.FetchOn(session));
        _engine.Cancel(root);

        _engine.Disconnect(session);
        _engine.Advance(TimeSpan.FromSeconds(31));

        AssertEnded(root);
    }

    [Fact]
    public void A_job_that_ended_with_the_process_is_dropped_at_the_start()
    {
        var root = _engine.New();
        _engine.Push("running-job", root);
        Assert.NotNull(_engine.FetchInProcess("default"));
        _engine.Cancel(root);

        _engine.Restart();

        AssertEnded(root);
    }

    [Fact]
    public void A_running_callback_settles_without_a_retry()
    {
        var root = _engine.New(complete: Drafts.Callback("complete"), success: Drafts.Callback("success"));
        _engine.CommitBatch(root);
        var callback = _engine.Take();
        _engine.Cancel(root);
        Assert.False(_engine.Status(root).IsFinished);

        Assert.Null(_engine.Fail(callback.Jid));

        AssertEnded(root);
        Assert.Equal(("", ""), (_engine.Status(root).Complete, _engine.Status(root).Success));
    }

    [Fact]
    public void An_acknowledged_complete_callback_of_a_cancelled_batch_is_not_followed_by_success()
    {
        var root = _engine.New(complete: Drafts.Callback("complete"), success: Drafts.Callback("success"));
        _engine.CommitBatch(root);
        var callback = _engine.Take();
        _engine.Cancel(root);

        _engine.Ack(callback.Jid);

        AssertEnded(root);
        Assert.Equal(("2", ""), (_engine.Status(root).Complete, _engine.Status(root).Success));
    }

    [Fact]
    public void Nothing_can_be_added_anywhere_in_the_tree()
    {
        var root = _engine.New();
        var child = _engine.New(root);
        _engine.Push("member-job", child);
        _engine.Cancel(root);

        foreach (var bid in new[] { root, child })
        {
            var refusal = $"ERR batch {bid} is cancelled";
            Assert.Equal(refusal, _engine.Push("another-job", bid));
            Assert.Equal(refusal, _engine.Push("member-job", bid));
            Assert.Equal(refusal, EngineDriver.ErrorOf(_engine.Send(new BatchNewCommand(new Session(), new BatchDraft { ParentId = bid, Success = Drafts.Callback() }))));
            Assert.Equal(refusal, EngineDriver.ErrorOf(_engine.Send(new BatchSubmitCommand(new Session(), new BatchDraft { ParentId = bid, Success = Drafts.Callback() }))));
        }

        Assert.Equal((1, 0), (_engine.Status(child).Total, _engine.Status(root).Total));
    }

    [Fact]
    public void OPEN_COMMIT_STATUS_and_TREE_go_on_working()
    {
        var root = _engine.New();
        var child = _engine.New(root);
        _engine.Cancel(root);

        Assert.Equal(child, _engine.Open(child));
        CommitBoth(root, child);

        Assert.Null(_engine.Fetch());
        Assert.Equal((true, "cancelled"), (_engine.Status(child).Committed, _engine.Status(child).State));
        Assert.Contains(child, Text(_engine.Send(new BatchTreeCommand(new Session(), root, null, 10))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_CANCEL_changes_nothing()
    {
        var root = _engine.New(Cancellable());
        _engine.Cancel(root);
        Assert.Equal("cancelled", _engine.Take().Type);

        Assert.Null(_engine.Cancel(root));

        Assert.Null(_engine.Fetch());
        Assert.Equal(("1", false), (_engine.Status(root).Cancelled, _engine.Status(root).IsFinished));
    }

    [Fact]
    public void An_unknown_batch_is_an_error() => Assert.Equal("ERR no such batch b-none", _engine.Cancel("b-none"));

    [Fact]
    public void A_batch_that_has_succeeded_stays_as_it_is()
    {
        var root = _engine.New(Cancellable());
        _engine.CommitBatch(root);
        _engine.Ack(_engine.Take().Jid);

        Assert.Null(_engine.Cancel(root));

        Assert.Equal("succeeded", _engine.Status(root).State);
        Assert.Null(_engine.Push("late-job", root));
    }

    [Fact]
    public void An_uncommitted_batch_can_be_cancelled()
    {
        var root = _engine.New(Cancellable());
        _engine.Push("member-job", root);

        _engine.Cancel(root);

        Assert.Equal("cancelled", _engine.Take().Type);
        Assert.Equal(("cancelled", false), (_engine.Status(root).State, _engine.Status(root).Committed));
    }

    [Fact]
    public void The_cancelled_callback_fires_once_nothing_of_the_tree_runs_any_more()
    {
        var root = _engine.New(Cancellable());
        var child = _engine.New(root);
        _engine.Push("one-job", root);
        _engine.Push("two-job", child);
        _engine.Take();
        _engine.Take();
        _engine.Cancel(root);

        _engine.Fail("one-job");
        Assert.Null(_engine.Fetch());
        _engine.Ack("two-job");

        var callback = _engine.Take();
        Assert.Equal("cancelled", callback.Type);
        Assert.Null(_engine.Fetch());
        _engine.Ack(callback.Jid);
        Assert.Equal(("2", true), (_engine.Status(root).Cancelled, _engine.Status(root).IsFinished));
    }

    [Fact]
    public void The_cancelled_callback_is_retried_like_any_job()
    {
        var root = _engine.New(Cancellable());
        _engine.Cancel(root);
        var callback = _engine.Take();

        _engine.Fail(callback.Jid);
        Assert.False(_engine.Status(root).IsFinished);
        _engine.Restart();
        _engine.Advance(TimeSpan.FromMinutes(2));

        _engine.Ack(_engine.Take().Jid);
        Assert.True(_engine.Status(root).IsFinished);
    }

    [Fact]
    public void A_childs_cancelled_callback_comes_before_its_parents()
    {
        var root = _engine.New(Cancellable());
        var child = _engine.New(Cancellable(root));
        _engine.Cancel(root);

        var first = _engine.Take();
        Assert.Null(_engine.Fetch());
        Assert.Equal("1", _engine.Status(child).Cancelled);
        _engine.Ack(first.Jid);

        Assert.Equal("cancelled", _engine.Take().Type);
        Assert.Equal("1", _engine.Status(root).Cancelled);
    }

    [Fact]
    public void What_had_succeeded_below_stays_succeeded_and_takes_in_nothing()
    {
        var root = _engine.New();
        var done = _engine.New(Cancellable(root));
        _engine.CommitBatch(done);
        _engine.Ack(_engine.Take().Jid);

        _engine.Cancel(root);
        _engine.Restart();

        Assert.Equal("succeeded", _engine.Status(done).State);
        Assert.Equal("cancelled", _engine.Status(root).State);
        Assert.Equal($"ERR batch {done} is cancelled", _engine.Push("late-job", done));
        Assert.Null(_engine.Fetch());
    }

    [Fact]
    public void The_unique_lock_of_a_dropped_job_is_released()
    {
        const string Unique = "\"unique_for\":600";
        var root = _engine.New();
        _engine.Push(Drafts.Job("waiting-job", root, type: "one", custom: Unique));
        _engine.Push(Drafts.Job("running-job", root, queue: "other", type: "two", custom: Unique));
        _engine.Take("other");
        _engine.Cancel(root);

        Assert.Null(_engine.Push(Drafts.Job("again-job", type: "one", custom: Unique)));
        Assert.NotNull(_engine.Push(Drafts.Job("again-too", queue: "other", type: "two", custom: Unique)));
        _engine.Fail("running-job");
        Assert.Null(_engine.Push(Drafts.Job("again-too", queue: "other", type: "two", custom: Unique)));
    }

    [Fact]
    public void A_member_whose_job_was_removed_holds_nothing_up()
    {
        var root = _engine.New(Cancellable());
        _engine.Push("removed-job", root);
        _engine.Send(new QueueCommand(new Session(), QueueOperation.Remove, ["default"]));
        Assert.Equal(1, _engine.Status(root).Pending);

        _engine.Cancel(root);
        _engine.Tick();

        Assert.Equal("cancelled", _engine.Take().Type);
    }

    [Fact]
    public void A_lost_callback_holds_nothing_up()
    {
        var root = _engine.New(new BatchDraft { Success = Drafts.Callback("success", retry: -1), Cancelled = Drafts.Callback("cancelled") });
        _engine.CommitBatch(root);
        _engine.Fail(_engine.Take().Jid);
        _engine.Mutate(MutateOperation.Clear, JobState.Dead);

        _engine.Cancel(root);

        Assert.Equal("cancelled", _engine.Take().Type);
    }

    [Fact]
    public void FLUSH_forgets_what_is_being_cancelled()
    {
        CancelWhileRunning("running-job");

        _engine.Send(new FlushCommand(new Session()));
        _engine.Tick();

        Assert.Null(_engine.Fetch());
    }

    private static BatchDraft Cancellable(string? parent = null) =>
        new() { ParentId = parent, Success = Drafts.Callback("success"), Cancelled = Drafts.Callback("cancelled") };

    private string CancelWhileRunning(string jid, int retry = 25)
    {
        var root = _engine.New();
        _engine.Push(Drafts.Job(jid, root, retry: retry));
        _engine.CommitBatch(root);
        _engine.Take();
        Assert.Null(_engine.Cancel(root));
        return root;
    }

    private void AssertEnded(string bid)
    {
        Assert.Empty(_engine.Store.Jobs);
        Assert.Equal(("cancelled", true), (_engine.Status(bid).State, _engine.Status(bid).IsFinished));
        Assert.Equal(0, _engine.Status(bid).Pending);
    }

    private void CommitBoth(string root, string child)
    {
        _engine.CommitBatch(child);
        _engine.CommitBatch(root);
    }

    private (string State, long Total, long Pending, long Failed) Counts(string bid) =>
        _engine.Status(bid) is var status ? (status.State, status.Total, status.Pending, status.Failed) : default;

    private static string Text(Reply? reply) => System.Text.Encoding.UTF8.GetString(((BulkReply)reply!).Payload.Span);
}
