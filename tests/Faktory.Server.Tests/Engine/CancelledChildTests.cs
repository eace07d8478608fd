using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

/// <summary>BATCH CANCEL of a part of a tree: complete-clear once nothing of it runs, never success-clear; and how long it all stays.</summary>
public sealed class CancelledChildTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void The_parent_completes_once_nothing_of_the_child_runs()
    {
        var (root, child) = Tree();
        _engine.Push("running-job", child);
        _engine.Take();
        _engine.CommitBatch(root);

        _engine.Cancel(child);
        Assert.Null(_engine.Fetch());
        _engine.Fail("running-job");

        Assert.Equal("complete", _engine.Take().Type);
    }

    [Fact]
    public void The_parent_completes_after_the_childs_cancelled_callback()
    {
        var root = _engine.New(complete: Drafts.Callback("complete"));
        var child = _engine.New(new BatchDraft { ParentId = root, Cancelled = Drafts.Callback("cancelled") });
        _engine.CommitBatch(root);
        _engine.Cancel(child);

        var callback = _engine.Take();
        Assert.Equal("cancelled", callback.Type);
        Assert.Null(_engine.Fetch());
        _engine.Ack(callback.Jid);

        Assert.Equal("complete", _engine.Take().Type);
    }

    [Fact]
    public void The_parent_never_succeeds_and_says_that_it_is_failing()
    {
        var (root, child) = Tree();
        _engine.CommitBatch(root);
        _engine.Cancel(child);

        _engine.Ack(_engine.Take().Jid);

        Assert.Null(_engine.Fetch());
        var status = _engine.Status(root);
        Assert.Equal(("failing", "2", "", true), (status.State, status.Complete, status.Success, status.IsFinished));
    }

    [Fact]
    public void The_parent_goes_on_with_other_children_and_jobs()
    {
        var (root, child) = Tree();
        _engine.CommitBatch(root);
        _engine.Cancel(child);
        _engine.Ack(_engine.Take().Jid);

        Assert.Null(_engine.Push("more-work", root));
        Assert.False(_engine.Status(root).IsFinished);
        _engine.Ack(_engine.Take().Jid);

        Assert.True(_engine.Status(root).IsFinished);
        Assert.Equal("failing", _engine.Status(root).State);
    }

    [Fact]
    public void A_tree_with_a_cancelled_child_is_kept_for_a_day_after_nothing_is_left_to_do()
    {
        var (root, child) = Tree();
        _engine.CommitBatch(root);
        _engine.Cancel(child);
        _engine.Ack(_engine.Take().Jid);

        _engine.Advance(TimeSpan.FromHours(23));
        Assert.True(_engine.Exists(child));
        _engine.Advance(TimeSpan.FromHours(1.1));

        Assert.False(_engine.Exists(root));
        Assert.Empty(_engine.Store.Batches);
        Assert.Equal(0, _engine.Store.MemberRowCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cancelled_root_is_kept_for_a_day_committed_or_not(bool committed)
    {
        var root = _engine.New();
        _engine.Push("member-job", root);
        if (committed)
        {
            _engine.CommitBatch(root);
        }

        _engine.Cancel(root);
        _engine.Advance(TimeSpan.FromHours(23));
        Assert.True(_engine.Exists(root));
        _engine.Restart();
        _engine.Advance(TimeSpan.FromHours(1.1));

        Assert.Empty(_engine.Store.Batches);
    }

    [Fact]
    public void An_uncommitted_cancelled_root_stays_while_something_of_it_runs()
    {
        var root = _engine.New(new BatchDraft { Success = Drafts.Callback("success"), Cancelled = Drafts.Callback("cancelled") });
        _engine.Push(Drafts.Job("running-job", root, reserveFor: 86_400));
        _engine.Take();
        _engine.Cancel(root);

        _engine.Advance(TimeSpan.FromHours(5));
        _engine.Ack("running-job");

        Assert.Equal("cancelled", _engine.Take().Type);
    }

    [Fact]
    public void A_cancelled_child_outlives_an_uncommitted_root_that_expires()
    {
        var root = _engine.New();
        var child = _engine.New(new BatchDraft { ParentId = root, Success = Drafts.Callback(), Cancelled = Drafts.Callback("cancelled") });
        _engine.Cancel(child);
        var callback = _engine.Take();

        _engine.Advance(TimeSpan.FromMinutes(31));
        Assert.False(_engine.Exists(root));
        _engine.Restart();
        _engine.Fail(callback.Jid);

        Assert.Equal("cancelled", _engine.Status(child).State);
    }

    [Fact]
    public void Cancelling_the_root_after_a_child_cancels_the_rest()
    {
        var (root, child) = Tree();
        var other = _engine.New(root);
        _engine.Push("other-job", other);
        _engine.CommitBatch(root);
        _engine.Cancel(child);

        _engine.Cancel(root);

        Assert.Null(_engine.Fetch());
        Assert.Equal(("cancelled", "cancelled"), (_engine.Status(root).State, _engine.Status(other).State));
        Assert.True(_engine.Status(root).IsFinished);
    }

    [Fact]
    public void A_batch_that_was_over_but_for_a_cancelled_child_can_be_cancelled_itself()
    {
        var root = _engine.New(success: Drafts.Callback("root success"));
        var middle = _engine.New(new BatchDraft { ParentId = root, Success = Drafts.Callback(), Cancelled = Drafts.Callback("cancelled") });
        var child = _engine.New(middle);
        _engine.CommitBatch(middle);
        _engine.Cancel(child);
        Assert.True(_engine.Status(middle).IsFinished);

        _engine.Cancel(root);
        _engine.Restart();

        Assert.Equal(("cancelled", "1", false), (_engine.Status(middle).State, _engine.Status(middle).Cancelled, _engine.Status(middle).IsFinished));
    }

    [Fact]
    public void A_callback_of_a_batch_that_goes_on_is_kept_though_it_is_a_member_of_the_cancelled_one()
    {
        var cancelled = _engine.New();
        var other = _engine.New(success: Drafts.Callback("success", bid: cancelled));
        _engine.CommitBatch(other);

        _engine.Cancel(cancelled);

        Assert.True(_engine.Status(cancelled).IsFinished);
        _engine.Restart();
        _engine.Ack(_engine.Take().Jid);
        Assert.Equal("succeeded", _engine.Status(other).State);
    }

    [Fact]
    public void A_callback_fires_though_the_batch_that_it_should_join_was_cancelled()
    {
        var cancelled = _engine.New();
        var other = _engine.New(success: Drafts.Callback("success", bid: cancelled));
        _engine.Cancel(cancelled);

        _engine.CommitBatch(other);

        Assert.Equal("success", _engine.Take().Type);
        Assert.Equal(0, _engine.Status(cancelled).Total);
    }

    [Fact]
    public void A_dropped_callback_has_failed_to_the_batch_that_it_is_a_member_of()
    {
        var root = _engine.New(complete: Drafts.Callback("complete"));
        var child = _engine.New(root, success: Drafts.Callback("success", bid: root));
        _engine.CommitBatch(child);
        _engine.CommitBatch(root);

        _engine.Cancel(child);
        _engine.Restart();

        Assert.Equal((1, 1, 1), (_engine.Status(root).Total, _engine.Status(root).Pending, _engine.Status(root).Failed));
        Assert.Equal("complete", _engine.Take().Type);
    }

    [Fact]
    public void A_success_callback_that_runs_keeps_the_tree_from_its_end()
    {
        var root = _engine.New();
        _engine.CommitBatch(root);
        var success = _engine.Take();
        var child = _engine.New(root);

        _engine.Cancel(child);
        Assert.False(_engine.Status(root).IsFinished);
        _engine.Ack(success.Jid);

        Assert.True(_engine.Status(root).IsFinished);
    }

    private (string Root, string Child) Tree()
    {
        var root = _engine.New(complete: Drafts.Callback("complete"), success: Drafts.Callback("success"));
        var child = _engine.New(root);
        return (root, child);
    }
}
