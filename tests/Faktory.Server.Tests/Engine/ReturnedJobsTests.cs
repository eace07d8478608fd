using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>Jobs that come back without having failed: from a worker that left, one that vanished, or one that never got them.</summary>
public sealed class ReturnedJobsTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void Requeue_puts_a_running_job_at_the_head_of_its_queue_without_failure_or_count()
    {
        var bid = _engine.New(complete: Drafts.Callback());
        _engine.Push("job-00001", bid);
        _engine.Push("job-00002", bid);
        _engine.CommitBatch(bid);
        _engine.Take();

        Assert.Null(_engine.Requeue("job-00001"));

        Assert.Equal((2, 0), (_engine.Status(bid).Pending, _engine.Status(bid).Failed));
        _engine.Restart();
        var job = _engine.Take();
        Assert.Equal(("job-00001", null), (job.Jid, job.Failure("retry_count")));
    }

    [Fact]
    public void An_ack_after_requeue_changes_nothing()
    {
        _engine.Push("job-00001");
        _engine.Take();
        _engine.Requeue("job-00001");

        _engine.Ack("job-00001");

        Assert.Equal("job-00001", _engine.Take().Jid);
    }

    [Fact]
    public void Several_requeued_jobs_all_go_before_those_that_wait()
    {
        for (var i = 1; i <= 4; i++)
        {
            _engine.Push($"job-0000{i}");
        }

        _engine.Take();
        _engine.Take();
        _engine.Requeue("job-00002");
        _engine.Requeue("job-00001");

        var order = Enumerable.Range(0, 4).Select(_ => _engine.Take().Jid).ToList();

        Assert.Equal(["job-00001", "job-00002", "job-00003", "job-00004"], order);
    }

    [Fact]
    public void A_job_held_over_the_in_memory_transport_is_back_at_the_head_after_a_restart()
    {
        _engine.Push("job-00001");
        _engine.Push("job-00002");
        _engine.FetchInProcess("default");

        _engine.Restart();

        var job = _engine.Take();
        Assert.Equal(("job-00001", null), (job.Jid, job.Failure("retry_count")));
    }

    [Fact]
    public void The_third_return_of_a_job_is_a_failure_because_it_may_be_what_kills_the_process()
    {
        _engine.Push("job-00001");
        for (var i = 0; i < 2; i++)
        {
            Assert.NotNull(_engine.FetchInProcess("default"));
            _engine.Restart();
        }

        Assert.NotNull(_engine.FetchInProcess("default"));
        _engine.Restart();

        Assert.Null(_engine.Fetch());
        _engine.Mutate(MutateOperation.Requeue, JobState.Retrying);
        var job = _engine.Take();
        Assert.Equal(("WorkerLost", "0"), (job.Failure("errtype"), job.Failure("retry_count")));
    }

    [Fact]
    public void A_failure_starts_the_count_of_returns_anew()
    {
        _engine.Push("job-00001");
        for (var i = 0; i < 4; i++)
        {
            if (i == 2)
            {
                _engine.Fail(_engine.Take().Jid);
                _engine.Mutate(MutateOperation.Requeue, JobState.Retrying);
            }

            Assert.NotNull(_engine.FetchInProcess("default"));
            _engine.Restart();
        }

        Assert.Equal("Error", _engine.Take().Failure("errtype"));
    }

    [Fact]
    public void A_lost_member_counts_as_failed_only_at_its_third_return()
    {
        var bid = _engine.New(complete: Drafts.Callback(queue: "callbacks"));
        _engine.Push("job-00001", bid);
        _engine.CommitBatch(bid);
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal((1, 0, ""), (_engine.Status(bid).Pending, _engine.Status(bid).Failed, _engine.Status(bid).Complete));
            _engine.FetchInProcess("default");
            _engine.Restart();
        }

        Assert.Equal((1, 1, "1"), (_engine.Status(bid).Pending, _engine.Status(bid).Failed, _engine.Status(bid).Complete));
    }

    [Fact]
    public void A_reservation_over_tcp_survives_a_restart_and_its_ack_counts()
    {
        var bid = _engine.New();
        _engine.Push("job-00001", bid);
        _engine.CommitBatch(bid);
        _engine.Take();

        _engine.Restart();
        Assert.Null(_engine.Fetch());
        _engine.Ack("job-00001");

        Assert.Equal("1", _engine.Status(bid).Success);
    }

    [Fact]
    public void After_a_load_a_reservation_ends_no_earlier_than_30_seconds()
    {
        var bid = _engine.New();
        _engine.Push(Drafts.Job("job-00001", bid, reserveFor: 60));
        _engine.CommitBatch(bid);
        _engine.Take();
        _engine.Restart(TimeSpan.FromHours(1));

        _engine.Advance(TimeSpan.FromSeconds(29));
        _engine.Ack("job-00001");

        Assert.Equal("1", _engine.Status(bid).Success);
    }

    [Fact]
    public void After_a_load_an_overdue_reservation_ends_after_30_seconds()
    {
        _engine.Push(Drafts.Job("job-00001", reserveFor: 60));
        _engine.Take();
        _engine.Restart(TimeSpan.FromHours(1));

        _engine.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(JobState.Retrying, Assert.Single(_engine.Store.Jobs.Values).State);
    }

    [Fact]
    public void A_releasing_workers_jobs_go_back_once_its_last_connection_was_gone_for_30_seconds()
    {
        var first = _engine.Hello("worker-1");
        var second = _engine.Hello("worker-1");
        _engine.Push("job-00001");
        _engine.Push("job-00002");
        Assert.NotNull(_engine.FetchOn(first, "default"));
        _engine.Disconnect(first);
        _engine.Advance(TimeSpan.FromSeconds(40));
        _engine.Send(new BeatCommand(second, "worker-1", null, 0));
        Assert.Equal("job-00002", _engine.Take().Jid);
        Assert.Null(_engine.Fetch());

        _engine.Disconnect(second);
        _engine.Advance(TimeSpan.FromSeconds(29));
        Assert.Null(_engine.Fetch());
        _engine.Advance(TimeSpan.FromSeconds(2));

        var job = _engine.Take();
        Assert.Equal(("job-00001", null), (job.Jid, job.Failure("retry_count")));
    }

    [Fact]
    public void A_releasing_worker_that_comes_back_in_time_keeps_its_jobs()
    {
        var session = _engine.Hello("worker-1");
        _engine.Push("job-00001");
        _engine.FetchOn(session, "default");
        _engine.Disconnect(session);
        _engine.Advance(TimeSpan.FromSeconds(20));

        _engine.Hello("worker-1");
        _engine.Advance(TimeSpan.FromSeconds(30));

        Assert.Null(_engine.Fetch());
        _engine.Ack("job-00001");
        Assert.Empty(_engine.Store.Jobs);
    }

    [Fact]
    public void A_releasing_worker_that_does_not_come_back_after_a_restart_loses_its_jobs()
    {
        var session = _engine.Hello("worker-1");
        _engine.Push("job-00001");
        _engine.FetchOn(session, "default");

        _engine.Restart();
        _engine.Advance(TimeSpan.FromSeconds(29));
        Assert.Null(_engine.Fetch());
        _engine.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("job-00001", _engine.Take().Jid);
    }

    [Fact]
    public void A_releasing_worker_that_comes_back_after_a_restart_keeps_its_jobs()
    {
        var session = _engine.Hello("worker-1");
        _engine.Push("job-00001");
        _engine.FetchOn(session, "default");

        _engine.Restart();
        _engine.Advance(TimeSpan.FromSeconds(5));
        _engine.Hello("worker-1");
        _engine.Advance(TimeSpan.FromSeconds(40));

        Assert.Null(_engine.Fetch());
    }

    [Fact]
    public void The_third_return_from_a_releasing_worker_is_a_failure()
    {
        _engine.Push("job-00001");
        for (var i = 0; i < 3; i++)
        {
            var session = _engine.Hello($"worker-{i}");
            Assert.NotNull(_engine.FetchOn(session, "default"));
            _engine.Disconnect(session);
            _engine.Advance(TimeSpan.FromSeconds(31));
        }

        var row = Assert.Single(_engine.Store.Jobs.Values);
        Assert.Equal(JobState.Retrying, row.State);
        Assert.Contains("WorkerLost", System.Text.Encoding.UTF8.GetString(row.Failure!), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_workers_jobs_wait_for_the_end_of_their_reservation()
    {
        var session = _engine.Hello("worker-1", releases: false);
        _engine.Push(Drafts.Job("job-00001", reserveFor: 600));
        _engine.FetchOn(session, "default");
        _engine.Disconnect(session);

        _engine.Advance(TimeSpan.FromSeconds(599));
        Assert.Equal(JobState.Working, Assert.Single(_engine.Store.Jobs.Values).State);
        _engine.Advance(TimeSpan.FromSeconds(2));

        var row = Assert.Single(_engine.Store.Jobs.Values);
        Assert.Equal(JobState.Retrying, row.State);
        Assert.Contains("ReservationExpired", System.Text.Encoding.UTF8.GetString(row.Failure!), StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_that_could_not_be_handed_over_returns_to_the_head_as_often_as_it_takes()
    {
        _engine.Push("job-00001");
        _engine.Push("job-00002");
        for (var i = 0; i < 5; i++)
        {
            var session = new Session();
            var job = _engine.FetchOn(session, "default")!;
            Assert.Equal("job-00001", job.Jid);
            _engine.Send(new ReturnCommand(session, [job.Reply]));
        }

        Assert.Null(_engine.Take().Failure("retry_count"));
    }

    [Fact]
    public void A_return_of_an_older_reservation_changes_nothing()
    {
        _engine.Push("job-00001");
        var session = new Session();
        var older = _engine.FetchOn(session, "default")!;
        _engine.Requeue("job-00001");
        _engine.Take();

        _engine.Send(new ReturnCommand(session, [older.Reply]));

        Assert.Null(_engine.Fetch());
    }
}
