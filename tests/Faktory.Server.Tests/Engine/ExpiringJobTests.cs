using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>Expiring jobs (BEHAVIOUR 4.2 and 3.8).</summary>
public sealed class ExpiringJobTests
{
    private readonly EngineDriver _engine = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_job_that_expired_is_dropped_by_the_FETCH_which_goes_on_to_the_next(bool restarts)
    {
        _engine.Push(Expiring("expired1"));
        _engine.Push(Expiring("expired2"));
        _engine.Push("live0001");
        _engine.Advance(TimeSpan.FromSeconds(3));
        if (restarts)
        {
            _engine.Restart();
        }

        Assert.Equal("live0001", _engine.Take().Jid);
        Assert.Equal(["live0001"], _engine.Store.JobIds.Values);
        Assert.Null(_engine.Fetch());
    }

    [Fact]
    public void Dropped_jobs_are_noticed_once_a_queue_with_their_number_and_the_first()
    {
        for (var i = 1; i <= 3; i++)
        {
            _engine.Push(Expiring($"expired{i}"));
        }

        _engine.Advance(TimeSpan.FromSeconds(3));

        Assert.Null(_engine.Fetch());

        var notice = Assert.Single(_engine.Engine.Notices);
        Assert.Equal((EngineNoticeKind.JobsExpired, "default", "expired1", 3), (notice.Kind, notice.Subject, notice.JobId, notice.Count));
    }

    [Fact]
    public void A_job_is_handed_out_until_it_expires()
    {
        _engine.Push(Expiring("alive001"));
        _engine.Advance(TimeSpan.FromSeconds(2.9));

        Assert.Equal("alive001", _engine.Take().Jid);
    }

    [Fact]
    public void A_job_that_is_being_worked_on_does_not_expire_but_its_retry_does()
    {
        _engine.Push(Expiring("expired1"));
        _engine.Take();
        _engine.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(_engine.Fail("expired1"));

        _engine.Mutate(MutateOperation.Requeue, JobState.Retrying);

        Assert.Null(_engine.Fetch());
        Assert.Empty(_engine.Store.Jobs);
    }

    [Fact]
    public void A_FETCH_that_waits_does_not_get_an_expired_job()
    {
        var session = new Session();
        var waiting = new FetchCommand(session, ["default"]);
        _engine.Send(waiting);

        _engine.Push(Expiring("expired1", inSeconds: 0));
        Assert.Null(waiting.Reply);
        _engine.Push("live0001");

        Assert.Equal("live0001", new FetchedJob(Assert.IsType<JobReply>(waiting.Reply)).Jid);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_expired_member_was_executed_and_failed_so_that_complete_fires_and_success_does_not(bool restarts)
    {
        var bid = _engine.New(success: Drafts.Callback("success"), complete: Drafts.Callback("complete", queue: "callbacks"));
        _engine.Push(Expiring("expired1", bid: bid));
        _engine.CommitBatch(bid);
        _engine.Advance(TimeSpan.FromSeconds(3));
        Assert.Null(_engine.Fetch());
        if (restarts)
        {
            _engine.Restart();
        }

        var status = _engine.Status(bid);
        Assert.Equal((1, 1, 1), (status.Total, status.Pending, status.Failed));
        Assert.Equal("complete", _engine.Take("callbacks").Type);
        Assert.Equal(("1", ""), (status.Complete, status.Success));
    }

    [Fact]
    public void The_FETCH_that_drops_the_last_member_gets_the_callback_that_this_fires()
    {
        var bid = _engine.New(complete: Drafts.Callback("complete", queue: "callbacks"));
        _engine.Push(Expiring("expired1", bid: bid));
        _engine.CommitBatch(bid);
        _engine.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("complete", _engine.Take("callbacks", "default").Type);
    }

    [Fact]
    public void A_FETCH_waits_on_for_a_queue_whose_last_other_waiter_the_callback_satisfies()
    {
        var other = new FetchCommand(new Session(), ["callbacks", "rare"]);
        _engine.Send(other);
        var bid = _engine.New(complete: Drafts.Callback("complete", queue: "callbacks"));
        _engine.Push(Expiring("expired1", bid: bid, inSeconds: 0));
        _engine.CommitBatch(bid);

        var waiting = new FetchCommand(new Session(), ["rare", "default"]);
        _engine.Send(waiting);
        Assert.NotNull(other.Reply);
        _engine.Push(Drafts.Job("rarejob1", queue: "rare"));

        Assert.Equal("rarejob1", new FetchedJob(Assert.IsType<JobReply>(waiting.Reply)).Jid);
    }

    [Fact]
    public void A_callback_never_expires()
    {
        var bid = _engine.New(success: Drafts.Callback(custom: """{"expires_at":"2020-01-01T00:00:00Z"}"""));
        _engine.CommitBatch(bid);
        _engine.Restart();

        _engine.Ack(_engine.Take().Jid);

        Assert.Equal("2", _engine.Status(bid).Success);
    }

    [Fact]
    public void Very_many_expired_jobs_are_dropped_in_slices_and_the_FETCH_still_gets_the_live_one()
    {
        for (var i = 0; i < 2_500; i++)
        {
            _engine.Push(Expiring($"expired-{i}", inSeconds: 0));
        }

        _engine.Push("live0001");
        var waiting = new FetchCommand(new Session(), ["default"]);
        _engine.Send(waiting);
        Assert.Null(waiting.Reply);
        Assert.True(_engine.Store.Jobs.Count > 1_000);

        _engine.Tick();

        Assert.Equal("live0001", new FetchedJob(Assert.IsType<JobReply>(waiting.Reply)).Jid);
        Assert.Single(_engine.Store.Jobs);
    }

    private JobDraft Expiring(string jid, string? bid = null, int inSeconds = 3) =>
        Drafts.Job(jid, bid, custom: $"\"expires_at\":\"{WireTime.Format(_engine.Now.AddSeconds(inSeconds))}\"");
}
