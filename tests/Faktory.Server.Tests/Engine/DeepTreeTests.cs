using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

/// <summary>Depth costs no stack, wherever a tree is walked.</summary>
public sealed class DeepTreeTests
{
    private const int Levels = 10_000;

    private readonly EngineDriver _engine = new() { CommitsAtOnce = false };

    [Fact]
    public void The_last_ack_10_000_levels_down_fires_the_roots_callback()
    {
        var bids = Tree(new BatchDraft { Success = Drafts.Callback("root", queue: "callbacks") }, _ => new BatchDraft());
        _engine.Push("member-1", bids[^1]);
        bids.ForEach(_engine.CommitBatch);
        Assert.Null(_engine.Fetch("callbacks"));
        _engine.Restart();

        _engine.Ack(_engine.Take().Jid);

        Assert.Equal("root", _engine.Take("callbacks").Type);
        Assert.Equal("succeeded", _engine.Status(bids[1]).State);
    }

    [Fact]
    public void Callbacks_on_10_000_levels_fire_one_after_the_other()
    {
        var bids = Tree(new BatchDraft { Success = Drafts.Callback() }, _ => new BatchDraft { Success = Drafts.Callback() });
        bids.ForEach(_engine.CommitBatch);

        for (var level = Levels - 1; level >= 0; level--)
        {
            var callback = _engine.Take();
            Assert.Equal(bids[level], callback.Custom("_bid"));
            _engine.Ack(callback.Jid);
        }

        Assert.Null(_engine.Fetch());
    }

    [Fact]
    public void A_late_job_10_000_levels_down_reopens_every_ancestor_and_its_ack_finishes_them_all()
    {
        var bids = Tree(new BatchDraft { Success = Drafts.Callback(queue: "callbacks") }, _ => new BatchDraft());
        bids.ForEach(_engine.CommitBatch);
        _engine.Ack(_engine.Take("callbacks").Jid);
        Assert.Equal("succeeded", _engine.Status(bids[0]).State);

        _engine.Push("late-001", bids[^1]);
        Assert.Equal("running", _engine.Status(bids[0]).State);
        _engine.Ack(_engine.Take().Jid);

        Assert.Equal("succeeded", _engine.Status(bids[0]).State);
        Assert.Null(_engine.Fetch("callbacks"));
    }

    [Fact]
    public void A_tree_of_10_000_levels_is_shown_in_pages_and_dropped_at_its_time()
    {
        var bids = Tree(new BatchDraft { Success = Drafts.Callback() }, _ => new BatchDraft());
        bids.ForEach(_engine.CommitBatch);
        _engine.Ack(_engine.Take().Jid);

        var reply = _engine.Send(new BatchTreeCommand(new Session(), bids[0], null, 100));
        Assert.IsType<BulkReply>(reply);
        _engine.Advance(TimeSpan.FromHours(25));
        _engine.Commit();

        Assert.Empty(_engine.Store.Batches);
    }

    [Fact]
    public void An_uncommitted_tree_of_10_000_levels_expires_as_a_whole()
    {
        Tree(new BatchDraft { Success = Drafts.Callback() }, _ => new BatchDraft());
        _engine.Restart();

        _engine.Advance(TimeSpan.FromMinutes(31));
        _engine.Commit();

        Assert.Empty(_engine.Store.Batches);
    }

    private List<string> Tree(BatchDraft root, Func<int, BatchDraft> child)
    {
        var bids = new List<string> { _engine.New(root) };
        for (var level = 1; level < Levels; level++)
        {
            var draft = child(level);
            bids.Add(_engine.New(new BatchDraft { ParentId = bids[^1], Success = draft.Success, Complete = draft.Complete }));
        }

        return bids;
    }
}
