using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

public sealed class BatchResultTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void A_members_result_is_stored_with_its_acknowledgement()
    {
        var bid = Run("member-1", "{\"count\":1}");

        Assert.Equal([((bid, "member-1"), "{\"count\":1}")], _engine.Store.Results.Select(result => (result.Key, result.Value)));
        Assert.Equal(0, _engine.Status(bid).Pending);
    }

    [Fact]
    public void A_late_or_second_ACK_changes_no_result()
    {
        var bid = Run("member-1", "1");

        _engine.Ack("member-1", "2");
        _engine.Push("member-1", bid);
        _engine.Restart();
        _engine.Ack("member-1", "3");

        Assert.Equal("1", _engine.Store.Results[(bid, "member-1")]);
    }

    [Fact]
    public void A_second_job_of_the_same_id_outside_the_batch_changes_no_result()
    {
        var bid = _engine.New();
        _engine.Push("member-1", bid);
        _engine.Take();
        Assert.Null(_engine.Push("member-1"));
        _engine.Take();

        _engine.Ack("member-1", "1");
        _engine.Ack("member-1", "2");

        Assert.Equal("1", _engine.Store.Results[(bid, "member-1")]);
        Assert.Single(_engine.Store.Results);
    }

    [Fact]
    public void Results_of_plain_jobs_of_callbacks_and_of_jobs_that_are_not_running_are_ignored()
    {
        _engine.Push("plain-01");
        _engine.Take();
        _engine.Ack("plain-01", "1");
        var bid = _engine.New();
        _engine.CommitBatch(bid);
        _engine.Ack(_engine.Take().Jid, "2");
        _engine.Ack("unknown-1", "3");

        Assert.Empty(_engine.Store.Results);
        Assert.Equal("2", _engine.Status(bid).Success);
    }

    [Fact]
    public void A_retried_member_has_the_result_of_the_execution_that_succeeded()
    {
        var bid = _engine.New();
        _engine.Push("member-1", bid);
        _engine.Take();
        _engine.Fail("member-1");
        _engine.Advance(TimeSpan.FromMinutes(5));
        _engine.Take();

        _engine.Ack("member-1", "\"second\"");

        Assert.Equal("\"second\"", _engine.Store.Results[(bid, "member-1")]);
    }

    [Fact]
    public void Results_go_with_their_expired_tree()
    {
        var root = _engine.New();
        var child = _engine.New(parent: root);
        _engine.Push("member-1", child);
        _engine.Take();
        _engine.Ack("member-1", "1");
        _engine.CommitBatch(child);
        _engine.CommitBatch(root);
        _engine.Ack(_engine.Take().Jid);
        _engine.Ack(_engine.Take().Jid);
        Assert.Single(_engine.Store.Results);

        _engine.Advance(TimeSpan.FromHours(25));

        Assert.Empty(_engine.Store.Results);
        Assert.Equal($"ERR no such batch {child}", EngineDriver.ErrorOf(_engine.Send(new BatchResultsCommand(new Session(), child, 0, 10))));
    }

    [Fact]
    public void Results_of_a_batch_that_is_gone_within_their_own_group_are_not_written()
    {
        var engine = new EngineDriver { CommitsAtOnce = false };
        var bid = engine.New();
        engine.Push("member-1", bid);
        engine.Commit();
        engine.Take();

        engine.Ack("member-1", "1");
        engine.Send(new FlushCommand(new Session()));
        engine.Commit();

        Assert.Empty(engine.Store.Results);
    }

    [Fact]
    public void FLUSH_deletes_them()
    {
        var bid = Run("member-1", "1");

        _engine.Send(new FlushCommand(new Session()));

        Assert.Empty(_engine.Store.Results);
        Assert.Equal($"ERR no such batch {bid}", EngineDriver.ErrorOf(_engine.Send(new BatchResultsCommand(new Session(), bid, 0, 10))));
    }

    [Fact]
    public void Reading_is_left_to_the_host()
    {
        var bid = Run("member-1", "1");

        var reply = Assert.IsType<ResultsReply>(_engine.Send(new BatchResultsCommand(new Session(), bid, 7, 10)));

        Assert.Equal((bid, 7, 10), (reply.Bid, reply.After, reply.Limit));
        Assert.False(_engine.Engine.HasChanges);
    }

    [Fact]
    public void Large_results_end_their_group()
    {
        var engine = new EngineDriver { CommitsAtOnce = false };
        var bid = engine.New();
        engine.Push("member-1", bid);
        engine.Take();
        engine.Commit();

        engine.Ack("member-1", $"\"{new string('x', 60_000)}\"");

        Assert.InRange(engine.Engine.PendingBytes, 60_000, 70_000);
    }

    /// <returns>The bid of the new batch, of which the job is the only member.</returns>
    private string Run(string jid, string result)
    {
        var bid = _engine.New();
        _engine.Push(jid, bid);
        _engine.Take();
        _engine.Ack(jid, result);
        return bid;
    }
}
