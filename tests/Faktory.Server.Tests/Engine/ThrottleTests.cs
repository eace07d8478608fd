using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

/// <summary>Throttled queues (BEHAVIOUR 4.4).</summary>
public sealed class ThrottleTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly EngineDriver _engine = new();

    [Fact]
    public void A_saturated_queue_is_empty_to_FETCH_and_the_others_are_served()
    {
        _engine.Throttle(("default", Cluster(2)));
        Push("job00001", "job00002", "job00003");
        _engine.Push(Drafts.Job("other001", queue: "other"));

        Assert.Equal("job00001", _engine.Take().Jid);
        Assert.Equal("job00002", _engine.Take().Jid);
        Assert.Null(_engine.Fetch());
        Assert.Equal("other001", _engine.Take("default", "other").Jid);
    }

    [Theory]
    [InlineData("ack")]
    [InlineData("fail")]
    [InlineData("requeue")]
    [InlineData("return")]
    [InlineData("expire")]
    [InlineData("timeout")]
    [InlineData("vanish")]
    public void Whatever_ends_a_job_gives_its_slot_to_the_FETCH_that_waits(string end)
    {
        _engine.Throttle(("default", Cluster(1, end == "timeout" ? TimeSpan.FromSeconds(1) : TimeSpan.FromHours(1))));
        var holder = _engine.Hello("holder01", releases: end is "vanish");
        Push("job00001", "job00002");
        var first = _engine.FetchOn(holder)!;
        if (end is "vanish")
        {
            _engine.Disconnect(holder);
            _engine.Advance(TimeSpan.FromSeconds(29.5));
        }
        else if (end is "expire")
        {
            _engine.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(1));
        }

        var waiting = _engine.Park(new Session());
        Assert.Null(waiting.Reply);

        switch (end)
        {
            case "ack":
                _engine.Ack("job00001");
                break;
            case "fail":
                _engine.Fail("job00001");
                break;
            case "requeue":
                _engine.Requeue("job00001");
                break;
            case "return":
                _engine.Send(new ReturnCommand(holder, [first.Reply]));
                break;
            default:
                _engine.Advance(TimeSpan.FromSeconds(1.5));
                break;
        }

        Assert.Equal(end is "requeue" or "return" or "vanish" ? "job00001" : "job00002", JidOf(waiting));
        Assert.Equal(1, _engine.Engine.Throttles.Single().Used);
    }

    [Fact]
    public void A_late_ACK_does_not_free_the_slot_a_second_time()
    {
        _engine.Throttle(("default", Cluster(1)));
        Push("job00001", "job00002", "job00003");
        _engine.Take();
        _engine.Advance(Timeout);
        Assert.Equal("job00002", _engine.Take().Jid);

        _engine.Ack("job00001");

        Assert.Null(_engine.Fetch());
        _engine.Ack("job00002");
        Assert.Equal("job00003", _engine.Take().Jid);
    }

    [Fact]
    public void A_longer_reservation_does_not_hold_the_slot_for_longer()
    {
        _engine.Throttle(("default", Cluster(1)));
        Push("job00001", "job00002");
        _engine.Take();
        _engine.Send(new TrackSetCommand(new Session(), "job00001") { ReserveUntil = _engine.Now.AddHours(2) });

        _engine.Advance(Timeout);

        Assert.Equal("job00002", _engine.Take().Jid);
    }

    [Fact]
    public void Each_worker_has_its_own_limit_and_connections_without_one_share_a_limit()
    {
        _engine.Throttle(("default", PerWorker(1)));
        Push("job00001", "job00002", "job00003", "job00004");

        Assert.NotNull(_engine.FetchOn(_engine.Hello("worker-a")));
        Assert.NotNull(_engine.FetchOn(_engine.Hello("worker-b")));
        Assert.Null(_engine.FetchOn(_engine.Hello("worker-a")));
        Assert.NotNull(_engine.Fetch());
        Assert.Null(_engine.Fetch());
    }

    [Fact]
    public void A_worker_s_slot_goes_to_its_own_FETCH_however_many_wait_before_it()
    {
        _engine.Throttle(("default", PerWorker(1)));
        Session a = _engine.Hello("worker-a"), b = _engine.Hello("worker-b"), c = _engine.Hello("worker-c");
        Push("job-of-a1", "job-of-b1", "job-of-c1");
        _engine.FetchOn(a);
        _engine.FetchOn(b);
        _engine.FetchOn(c);
        Push("job00004");
        var waiting = new[] { a, b, c }.Select(session => _engine.Park(session)).ToList();

        _engine.Ack("job-of-b1");

        Assert.Equal([null, "job00004", null], waiting.Select(JidOf));
    }

    [Fact]
    public void A_new_job_passes_over_saturated_workers_to_the_first_that_may_have_it()
    {
        _engine.Throttle(("default", PerWorker(1)));
        Session a = _engine.Hello("worker-a"), b = _engine.Hello("worker-b"), c = _engine.Hello("worker-c");
        Push("job-of-a1");
        _engine.FetchOn(a);
        var waiting = new[] { a, a, c, b, c }.Select(session => _engine.Park(session)).ToList();

        Push("job00002", "job00003", "job00004");

        Assert.Equal([null, null, "job00002", "job00003", null], waiting.Select(JidOf));
    }

    [Fact]
    public void FETCHes_that_wait_are_served_in_their_order()
    {
        _engine.Throttle(("default", Cluster(2)));
        Push("job00001", "job00002", "job00003", "job00004", "job00005");
        _engine.Take();
        _engine.Take();
        var waiting = Enumerable.Range(0, 3).Select(_ => _engine.Park(new Session())).ToList();

        _engine.Ack("job00002");
        _engine.Ack("job00001");

        Assert.Equal(["job00003", "job00004", null], waiting.Select(JidOf));
    }

    [Fact]
    public void A_paused_queue_gives_nothing_when_a_slot_is_freed_and_resumes_within_its_limit()
    {
        _engine.Throttle(("default", Cluster(1)));
        Push("job00001", "job00002", "job00003");
        _engine.Take();
        FetchCommand[] waiting = [_engine.Park(new Session()), _engine.Park(new Session())];
        _engine.Send(new QueueCommand(new Session(), QueueOperation.Pause, ["default"]));

        _engine.Ack("job00001");
        Assert.All(waiting, command => Assert.Null(command.Reply));
        _engine.Send(new QueueCommand(new Session(), QueueOperation.Resume, ["default"]));

        Assert.Equal(["job00002", null], waiting.Select(JidOf));
    }

    [Fact]
    public void A_callback_in_a_throttled_queue_needs_a_slot()
    {
        _engine.Throttle(("callbacks", Cluster(1)));
        var bid = _engine.New(success: Drafts.Callback("success", queue: "callbacks"));
        _engine.Push("member01", bid);
        _engine.CommitBatch(bid);
        _engine.Push(Drafts.Job("job00001", queue: "callbacks"));
        _engine.Take("callbacks");
        _engine.Take();
        var waiting = _engine.Park(new Session(), "callbacks");

        _engine.Ack("member01");
        Assert.Null(waiting.Reply);
        _engine.Ack("job00001");

        Assert.Equal("success", new FetchedJob(Assert.IsType<JobReply>(waiting.Reply)).Type);
    }

    [Fact]
    public void A_job_that_runs_on_when_its_queue_is_removed_keeps_its_slot()
    {
        _engine.Throttle(("default", Cluster(1)));
        Push("job00001", "job00002");
        _engine.Take();
        _engine.Send(new QueueCommand(new Session(), QueueOperation.Remove, ["default"]));
        Push("job00003");
        var waiting = _engine.Park(new Session());
        Assert.Null(waiting.Reply);

        _engine.Ack("job00001");

        Assert.Equal("job00003", JidOf(waiting));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FLUSH_frees_every_slot(bool perWorker)
    {
        _engine.Throttle(("default", perWorker ? PerWorker(1) : Cluster(1)));
        Push("job00001");
        _engine.Take();
        var waiting = _engine.Park(new Session());

        _engine.Send(new FlushCommand(new Session()));
        Push("job00002");

        Assert.Equal("job00002", JidOf(waiting));
        _engine.Ack("job00001");
        Assert.Equal(1, _engine.Engine.Throttles.Single().Used);
    }

    [Fact]
    public void A_higher_limit_a_removed_one_and_a_shorter_timeout_wake_those_who_wait()
    {
        _engine.Throttle(("default", Cluster(1)));
        Push("job00001", "job00002", "job00003", "job00004", "job00005");
        _engine.Take();
        var waiting = Enumerable.Range(0, 4).Select(_ => _engine.Park(new Session())).ToList();
        _engine.Advance(TimeSpan.FromSeconds(1));

        _engine.Throttle(("default", Cluster(2)));
        Assert.Equal(["job00002", null, null, null], waiting.Select(JidOf));

        _engine.Throttle(("default", Cluster(2, TimeSpan.FromSeconds(1))));
        Assert.Equal(["job00002", "job00003", null, null], waiting.Select(JidOf));

        _engine.Throttle();
        Assert.Equal(["job00002", "job00003", "job00004", "job00005"], waiting.Select(JidOf));
        Assert.Empty(_engine.Engine.Throttles);
    }

    [Fact]
    public void A_lower_limit_lets_running_jobs_finish_and_counts_them()
    {
        Push("job00001", "job00002", "job00003", "job00004");
        _engine.Take();
        _engine.Take();
        _engine.Take();

        _engine.Throttle(("default", Cluster(1)));

        _engine.Ack("job00001");
        _engine.Ack("job00002");
        Assert.Null(_engine.Fetch());
        _engine.Ack("job00003");
        Assert.Equal("job00004", _engine.Take().Jid);
    }

    [Fact]
    public void The_same_throttles_again_change_nothing()
    {
        _engine.Throttle(("default", Cluster(1)));
        Push("job00001", "job00002");
        _engine.Take();

        _engine.Throttle(("default", Cluster(1)));

        Assert.Null(_engine.Fetch());
    }

    [Fact]
    public void From_a_limit_for_all_to_one_for_each_worker_and_back_everybody_who_waits_stays_in_order()
    {
        _engine.Throttle(("default", Cluster(1)));
        Session a = _engine.Hello("worker-a"), b = _engine.Hello("worker-b");
        Push("job00001", "job00002", "job00003", "job00004");
        _engine.FetchOn(a);
        var waiting = new[] { a, b, b }.Select(session => _engine.Park(session)).ToList();

        _engine.Throttle(("default", PerWorker(1)));
        Assert.Equal([null, "job00002", null], waiting.Select(JidOf));
        _engine.Throttle(("default", Cluster(3)));

        Assert.Equal(["job00003", "job00002", null], waiting.Select(JidOf));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Slots_survive_a_restart_with_their_reservations_and_end_at_their_own_time(bool perWorker)
    {
        _engine.Throttle(("default", perWorker ? PerWorker(2) : Cluster(2)));
        Push("job00001", "job00002", "job00003", "job00004");
        _engine.Take();
        _engine.Advance(TimeSpan.FromSeconds(5));
        _engine.Take();

        _engine.Restart(TimeSpan.FromSeconds(10));

        Assert.Null(_engine.Fetch());
        _engine.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Null(_engine.Fetch());
        _engine.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("job00003", _engine.Take().Jid);
        Assert.Null(_engine.Fetch());
        _engine.Ack("job00002");
        Assert.Equal("job00004", _engine.Take().Jid);
    }

    [Fact]
    public void A_slot_whose_time_ended_while_the_server_was_down_is_free()
    {
        _engine.Throttle(("default", Cluster(1)));
        Push("job00001", "job00002");
        _engine.Take();

        _engine.Restart(Timeout);

        Assert.Equal("job00002", _engine.Take().Jid);
        _engine.Ack("job00001");
        Assert.Null(_engine.Fetch());
    }

    [Fact]
    public void The_slot_of_a_job_that_a_restart_gives_back_is_free()
    {
        _engine.Throttle(("default", Cluster(1)));
        Push("job00001");
        _engine.FetchInProcess();

        _engine.Restart();

        Assert.Equal("job00001", _engine.Take().Jid);
    }

    private static ThrottleRule Cluster(int limit, TimeSpan? timeout = null) => new(limit, IsPerWorker: false, timeout ?? Timeout);

    private static ThrottleRule PerWorker(int limit) => new(limit, IsPerWorker: true, Timeout);

    private static string? JidOf(FetchCommand command) => command.Reply is JobReply job ? new FetchedJob(job).Jid : null;

    private void Push(params string[] jids)
    {
        foreach (var jid in jids)
        {
            Assert.Null(_engine.Push(jid));
        }
    }
}
