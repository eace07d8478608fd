using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

/// <summary>BEHAVIOUR 3.5 and 3.7: what is dropped when, and what never is.</summary>
public sealed class BatchLifetimeTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void An_uncommitted_root_is_gone_after_30_minutes_and_its_members_run_as_plain_jobs()
    {
        var bid = _engine.New();
        _engine.Push("member-1", bid);
        _engine.Push("member-2", bid);
        _engine.Take();
        _engine.Advance(TimeSpan.FromMinutes(29));
        Assert.True(_engine.Exists(bid));

        _engine.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal($"ERR no such batch {bid}", EngineDriver.ErrorOf(_engine.Send(new BatchOpenCommand(new Session(), bid))));
        Assert.Equal("member-2", _engine.Take().Jid);
        _engine.Ack("member-2");
        Assert.Equal("ERR Job not found member-1", _engine.Fail("member-1"));
        _engine.Restart();
        Assert.Equal((0, 0), (_engine.Store.Batches.Count, _engine.Store.MemberRowCount));
    }

    [Theory]
    [InlineData("NEW")]
    [InlineData("OPEN")]
    [InlineData("PUSH")]
    [InlineData("child NEW")]
    public void The_30_minutes_count_from_the_last_command_that_names_the_batch(string command)
    {
        var bid = _engine.New(key: "root");
        _engine.Advance(TimeSpan.FromMinutes(20));
        switch (command)
        {
            case "NEW":
                _engine.New(key: "root");
                break;
            case "OPEN":
                _engine.Open(bid);
                break;
            case "PUSH":
                _engine.Push("member-1", bid);
                break;
            default:
                _engine.New(bid);
                break;
        }

        _engine.Restart();
        _engine.Advance(TimeSpan.FromMinutes(29));
        Assert.True(_engine.Exists(bid));
        _engine.Advance(TimeSpan.FromMinutes(2));
        Assert.False(_engine.Exists(bid));
    }

    [Fact]
    public void An_expired_root_takes_its_uncommitted_subtree_along_and_leaves_committed_children_as_roots()
    {
        var root = _engine.New();
        var committed = _engine.New(root, success: Drafts.Callback("committed"));
        var uncommitted = _engine.New(root);
        var below = _engine.New(uncommitted, success: Drafts.Callback("below"));
        _engine.Push("member-1", committed);
        _engine.CommitBatch(committed);
        _engine.Push("member-2", below);
        _engine.CommitBatch(below);

        _engine.Advance(TimeSpan.FromMinutes(31));
        _engine.Restart();

        Assert.Equal((false, false), (_engine.Exists(root), _engine.Exists(uncommitted)));
        Assert.Equal((null, null), (_engine.Status(committed).ParentBid, _engine.Status(below).ParentBid));
        _engine.Ack(_engine.Take().Jid);
        _engine.Ack(_engine.Take().Jid);
        Assert.Equal(["committed", "below"], new[] { _engine.Take().Type, _engine.Take().Type });
    }

    [Fact]
    public void A_child_that_became_a_root_does_not_take_its_key_among_the_roots_not_even_after_a_restart()
    {
        var root = _engine.New();
        var child = _engine.New(root, key: "stage");
        _engine.Push("member-1", child);
        _engine.CommitBatch(child);
        _engine.Advance(TimeSpan.FromMinutes(31));
        Assert.False(_engine.Exists(root));
        _engine.Restart();

        var other = _engine.New(key: "stage");

        Assert.NotEqual(child, other);
        Assert.True(_engine.Exists(child));
    }

    [Fact]
    public void An_uncommitted_child_stays_while_anything_else_in_its_tree_is_unsettled()
    {
        var root = _engine.New();
        _engine.Push(Drafts.Job("member-1", root, at: _engine.Now.AddHours(5)));
        _engine.CommitBatch(root);
        var child = _engine.New(root);

        _engine.Advance(TimeSpan.FromHours(4));

        Assert.True(_engine.Exists(child));
    }

    [Fact]
    public void An_uncommitted_child_stays_while_a_committed_batch_below_it_has_something_to_do()
    {
        var root = _engine.New(success: Drafts.Callback("root"));
        var child = _engine.New(new BatchDraft { ParentId = root });
        var grandchild = _engine.New(child, success: Drafts.Callback("grandchild"));
        _engine.Push(Drafts.Job("member-1", grandchild, at: _engine.Now.AddHours(5)));
        _engine.CommitBatch(grandchild);
        _engine.CommitBatch(root);

        _engine.Advance(TimeSpan.FromHours(5));
        _engine.Ack(_engine.Take().Jid);

        Assert.Equal("grandchild", _engine.Take().Type);
        Assert.Equal(("", true), (_engine.Status(root).Success, _engine.Exists(child)));
    }

    [Fact]
    public void An_uncommitted_child_without_members_is_unlinked_when_all_else_is_settled_and_the_parent_goes_on()
    {
        var root = _engine.New(success: Drafts.Callback("root"));
        _engine.Push("member-1", root);
        _engine.CommitBatch(root);
        var child = _engine.New(root);
        _engine.Advance(TimeSpan.FromMinutes(20));
        _engine.Ack(_engine.Take().Jid);
        _engine.Advance(TimeSpan.FromMinutes(9));
        Assert.True(_engine.Exists(child));

        _engine.Advance(TimeSpan.FromMinutes(22));

        Assert.False(_engine.Exists(child));
        Assert.Equal("root", _engine.Take().Type);
    }

    [Fact]
    public void An_uncommitted_child_with_members_and_no_later_sibling_keeps_blocking_until_an_operator_commits_it()
    {
        var root = _engine.New(success: Drafts.Callback("root"));
        var child = _engine.New(new BatchDraft { ParentId = root });
        _engine.CommitBatch(root);
        _engine.Push("member-1", child);
        _engine.Ack(_engine.Take().Jid);

        _engine.Advance(TimeSpan.FromHours(3));
        Assert.Equal(("", true), (_engine.Status(root).Success, _engine.Exists(child)));

        _engine.CommitBatch(child);
        Assert.Equal("root", _engine.Take().Type);
    }

    [Fact]
    public void An_uncommitted_child_with_members_is_unlinked_when_a_later_sibling_shows_that_its_builder_ran_again()
    {
        var root = _engine.New(success: Drafts.Callback("root"));
        var child = _engine.New(new BatchDraft { ParentId = root });
        _engine.CommitBatch(root);
        _engine.Push("member-1", child);
        var sibling = _engine.New(new BatchDraft { ParentId = root });
        _engine.CommitBatch(sibling);
        _engine.Ack(_engine.Take().Jid);

        _engine.Advance(TimeSpan.FromMinutes(31));

        Assert.False(_engine.Exists(child));
        Assert.Equal("root", _engine.Take().Type);
    }

    [Fact]
    public void A_finished_tree_stays_as_a_whole_for_24_hours_after_its_root_was_finished()
    {
        var root = _engine.New(key: "nightly");
        var child = _engine.New(root, "stage");
        _engine.CommitBatch(child);
        _engine.CommitBatch(root);
        _engine.Ack(_engine.Take().Jid);
        _engine.Advance(TimeSpan.FromDays(3));
        _engine.Ack(_engine.Take().Jid);
        Assert.Equal("succeeded", _engine.Status(root).State);

        _engine.Advance(TimeSpan.FromHours(23));
        _engine.Restart();
        Assert.Equal((true, true), (_engine.Exists(root), _engine.Exists(child)));
        Assert.Equal(child, _engine.New(root, "stage"));
        _engine.Advance(TimeSpan.FromHours(2));

        Assert.Equal((false, false), (_engine.Exists(root), _engine.Exists(child)));
        Assert.Empty(_engine.Engine.Notices);
        Assert.NotEqual(root, _engine.New(key: "nightly"));
    }

    [Fact]
    public void A_late_job_in_a_finished_tree_keeps_it()
    {
        var root = _engine.New(new BatchDraft { Complete = Drafts.Callback(queue: "callbacks") });
        _engine.CommitBatch(root);
        _engine.Ack(_engine.Take("callbacks").Jid);
        _engine.Advance(TimeSpan.FromHours(23));

        _engine.Push("late-001", root);
        _engine.Advance(TimeSpan.FromHours(20));
        Assert.True(_engine.Exists(root));
        _engine.Ack(_engine.Take().Jid);
        _engine.Advance(TimeSpan.FromHours(23));
        Assert.True(_engine.Exists(root));

        _engine.Advance(TimeSpan.FromHours(2));
        Assert.False(_engine.Exists(root));
    }

    [Fact]
    public void An_unfinished_tree_is_dropped_30_days_after_the_last_activity_anywhere_in_it()
    {
        var root = _engine.New();
        var child = _engine.New(root);
        _engine.Push(Drafts.Job("member-1", child, retry: 0));
        _engine.CommitBatch(child);
        _engine.CommitBatch(root);
        _engine.Fail(_engine.Take().Jid);
        _engine.Advance(TimeSpan.FromDays(20));
        _engine.Push("member-2", child);
        _engine.Ack(_engine.Take().Jid);

        _engine.Restart();
        _engine.Advance(TimeSpan.FromDays(29));
        Assert.Equal((true, true), (_engine.Exists(root), _engine.Exists(child)));
        _engine.Advance(TimeSpan.FromDays(2));

        Assert.Equal((false, false), (_engine.Exists(root), _engine.Exists(child)));
        Assert.Equal(EngineNoticeKind.BatchTreeExpired, Assert.Single(_engine.Engine.Notices).Kind);
        Assert.Equal((0, 0), (_engine.Store.Batches.Count, _engine.Store.MemberRowCount));
    }

    [Fact]
    public void A_tree_with_a_dead_member_stays_for_180_days()
    {
        var root = _engine.New();
        var child = _engine.New(root);
        _engine.Push(Drafts.Job("member-1", child, retry: -1));
        _engine.CommitBatch(child);
        _engine.CommitBatch(root);
        _engine.Fail(_engine.Take().Jid);

        _engine.Restart();
        _engine.Advance(TimeSpan.FromDays(179));
        Assert.Equal((true, true), (_engine.Exists(root), _engine.Exists(child)));
        _engine.Advance(TimeSpan.FromDays(2));

        Assert.Equal((false, false), (_engine.Exists(root), _engine.Exists(child)));
        Assert.Empty(_engine.Store.Jobs);
    }
}
