using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>Jobs without batches: queues, waiting FETCHes, reservations, retries (BEHAVIOUR 2.3 to 2.9).</summary>
public sealed class QueueTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void A_queue_is_first_in_first_out_also_after_a_restart()
    {
        for (var i = 0; i < 6; i++)
        {
            _engine.Push($"job-0000{i}");
        }

        Assert.Equal(["job-00000", "job-00001", "job-00002"], Enumerable.Range(0, 3).Select(_ => _engine.Take().Jid).ToList());
        _engine.Restart();
        Assert.Equal(["job-00003", "job-00004", "job-00005"], Enumerable.Range(0, 3).Select(_ => _engine.Take().Jid).ToList());
    }

    [Fact]
    public void Queues_are_served_in_the_order_of_the_fetch()
    {
        _engine.Push(Drafts.Job("job-low-1", queue: "low"));
        _engine.Push(Drafts.Job("job-high", queue: "high"));

        Assert.Equal("job-high", _engine.Take("high", "low").Jid);
        Assert.Equal("job-low-1", _engine.Take("high", "low").Jid);
    }

    [Fact]
    public void A_fetch_that_finds_nothing_ends_with_null_after_two_seconds()
    {
        var fetch = new FetchCommand(new Session(), ["default"]);
        Assert.Null(_engine.Send(fetch));

        _engine.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Null(fetch.Reply);
        _engine.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Same(Reply.Null, fetch.Reply);
    }

    [Fact]
    public void The_first_parked_fetch_gets_the_next_job_of_any_of_its_queues()
    {
        var first = new FetchCommand(new Session(), ["a", "b"]);
        var second = new FetchCommand(new Session(), ["b"]);
        _engine.Send(first);
        _engine.Send(second);

        _engine.Push(Drafts.Job("job-00001", queue: "b"));

        Assert.Contains(first, _engine.Answered);
        Assert.Equal("job-00001", new FetchedJob((JobReply)first.Reply!).Jid);
        Assert.Null(second.Reply);
        _engine.Push(Drafts.Job("job-00002", queue: "b"));
        Assert.Equal("job-00002", new FetchedJob((JobReply)second.Reply!).Jid);
    }

    [Fact]
    public void A_parked_fetch_wakes_for_a_retry_a_scheduled_job_and_a_requeued_one()
    {
        _engine.Push(Drafts.Job("job-sched", at: _engine.Now.AddSeconds(1)));
        Assert.Equal("job-sched", WokenBy(() => _engine.Advance(TimeSpan.FromSeconds(1))));
        Assert.Equal("job-sched", WokenBy(() => _engine.Requeue("job-sched")));
        _engine.Fail("job-sched");
        Assert.Equal("job-sched", WokenBy(() => _engine.Mutate(MutateOperation.Requeue, JobState.Retrying)));
    }

    [Fact]
    public void A_quiet_worker_gets_nothing_more_not_even_what_it_waits_for()
    {
        var session = _engine.Hello("worker-1");
        var parked = new FetchCommand(session, ["default"]);
        _engine.Send(parked);
        var beat = _engine.Send(new BeatCommand(session, "worker-1", "quiet", 0));
        Assert.Equal("""{"state":"quiet"}""", System.Text.Encoding.UTF8.GetString(((BulkReply)beat!).Payload.Span));

        _engine.Push("job-00001");
        Assert.Null(_engine.FetchOn(session, "default"));

        Assert.Same(Reply.Null, parked.Reply);
        Assert.Equal("job-00001", _engine.Take().Jid);
    }

    [Fact]
    public void A_parked_fetch_outlives_a_flush()
    {
        var fetch = new FetchCommand(new Session(), ["default"]);
        _engine.Send(fetch);
        _engine.Send(new FlushCommand(new Session()));

        _engine.Push("job-00001");

        Assert.IsType<JobReply>(fetch.Reply);
    }

    [Fact]
    public void A_cancelled_fetch_takes_no_job()
    {
        var session = new Session();
        var fetch = new FetchCommand(session, ["default"]);
        _engine.Send(fetch);
        _engine.Send(new InputEndedCommand(session));

        _engine.Push("job-00001");

        Assert.Same(Reply.Null, fetch.Reply);
        Assert.Equal("job-00001", _engine.Take().Jid);
    }

    [Theory]
    [InlineData(0, 1800)]
    [InlineData(5, 60)]
    [InlineData(-5, 60)]
    [InlineData(600, 600)]
    public void A_reservation_lasts_as_long_as_asked_for_at_least_a_minute_half_an_hour_if_not_said(int reserveFor, int seconds)
    {
        _engine.Push(Drafts.Job("job-00001", reserveFor: reserveFor));
        _engine.Take();

        _engine.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.Equal(JobState.Working, Assert.Single(_engine.Store.Jobs.Values).State);
        _engine.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(JobState.Retrying, Assert.Single(_engine.Store.Jobs.Values).State);
        Assert.Equal("ERR Job not found job-00001", _engine.Fail("job-00001"));
    }

    [Fact]
    public void Retries_back_off_as_Faktory_does_and_end_among_the_dead()
    {
        _engine.Push(Drafts.Job("job-00001", retry: 4));
        DateTime? firstFailure = null;
        for (var count = 0; count < 4; count++)
        {
            var job = _engine.Take();
            Assert.Equal(count == 0 ? null : $"{count - 1}", job.Failure("retry_count"));
            _engine.Fail(job.Jid, $"failure {count}");
            firstFailure ??= _engine.Now;
            var row = Assert.Single(_engine.Store.Jobs.Values);
            var failure = FailureJson.Read(row.Failure);
            Assert.Equal((JobState.Retrying, count, 4 - count, firstFailure), (row.State, failure.RetryCount, failure.Remaining, failure.FailedAt));
            var shortest = Math.Pow(count, 4) + 15;
            Assert.InRange((new DateTime(row.DueAt) - _engine.Now).TotalSeconds, shortest, shortest + (29 * (count + 1)));
            _engine.Advance(new DateTime(row.DueAt) - _engine.Now);
        }

        _engine.Fail(_engine.Take().Jid);

        Assert.Equal(JobState.Dead, Assert.Single(_engine.Store.Jobs.Values).State);
        _engine.Advance(TimeSpan.FromDays(181));
        Assert.Empty(_engine.Store.Jobs);
    }

    [Theory]
    [InlineData(int.MaxValue, 25)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(2_000_000_000, int.MaxValue)]
    [InlineData(50_000, int.MaxValue)]
    public void A_failure_with_an_absurd_count_that_a_client_sent_does_not_break_the_engine(int count, int retry)
    {
        _engine.Push(new JobDraft
        {
            JobId = "job-00001",
            Hash = JobHash.Of("job-00001"),
            Queue = "default",
            Retry = retry,
            Payload = Drafts.Job("job-00001", retry: retry).Payload,
            Failure = new FailureRecord(count, 1, _engine.Now, null, "old", "Old", []),
        });
        _engine.Take();

        Assert.Null(_engine.Fail("job-00001"));

        _engine.Restart();
        _engine.Mutate(MutateOperation.Requeue, JobState.Retrying);
        _engine.Mutate(MutateOperation.Requeue, JobState.Dead);
        Assert.Equal("job-00001", _engine.Take().Jid);
    }

    [Fact]
    public void Scheduled_jobs_come_in_the_order_of_their_times()
    {
        _engine.Push(Drafts.Job("job-later", at: _engine.Now.AddSeconds(20)));
        _engine.Push(Drafts.Job("job-sooner", at: _engine.Now.AddSeconds(10)));
        _engine.Push(Drafts.Job("job-past", at: _engine.Now.AddSeconds(-10)));
        Assert.Equal("job-past", _engine.Take().Jid);
        Assert.Null(_engine.Fetch());

        _engine.Restart(TimeSpan.FromSeconds(30));
        _engine.Tick();

        Assert.Equal("job-sooner", _engine.Take().Jid);
        Assert.Equal("job-later", _engine.Take().Jid);
    }

    [Fact]
    public void Many_scheduled_jobs_keep_their_order_when_some_are_removed()
    {
        var random = new Random(7);
        var due = Enumerable.Range(0, 500).Select(i => (Jid: $"job-{i:00000}", Seconds: random.Next(1, 100_000))).DistinctBy(job => job.Seconds).ToList();
        due.ForEach(job => _engine.Push(Drafts.Job(job.Jid, at: _engine.Now.AddSeconds(job.Seconds))));
        var removed = due.Where(_ => random.Next(2) == 0).Select(job => job.Jid).ToHashSet();

        foreach (var jid in removed)
        {
            _engine.Mutate(MutateOperation.Discard, JobState.Scheduled, jid);
        }

        _engine.Advance(TimeSpan.FromSeconds(100_000));
        var order = Enumerable.Range(0, due.Count - removed.Count).Select(_ => _engine.Take().Jid);
        Assert.Equal(due.Where(job => !removed.Contains(job.Jid)).OrderBy(job => job.Seconds).Select(job => job.Jid), order);
    }

    [Fact]
    public void A_mutation_takes_jobs_by_type_and_only_from_its_set()
    {
        _engine.Push(Drafts.Job("job-mail", type: "mail", at: _engine.Now.AddHours(1)));
        _engine.Push(Drafts.Job("job-mailbox", type: "mailbox", at: _engine.Now.AddHours(1)));
        _engine.Push(Drafts.Job("job-now-1", type: "mail"));

        _engine.Send(new MutateCommand(new Session(), MutateOperation.Discard, JobState.Scheduled, new MutateFilter([], "mail")));

        Assert.Equal(["job-mailbox", "job-now-1"], _engine.Store.JobIds.Values.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_mutation_of_more_jobs_than_a_slice_survives_a_restart_in_the_middle()
    {
        var engine = new EngineDriver { CommitsAtOnce = false };
        for (var i = 0; i < 12_000; i++)
        {
            engine.Push(Drafts.Job($"job-{i:00000}", at: engine.Now.AddHours(1)));
        }

        engine.Mutate(MutateOperation.Requeue, JobState.Scheduled);
        engine.Push(Drafts.Job("job-after", at: engine.Now.AddHours(1)));
        engine.Restart();
        engine.Tick();
        engine.Commit();

        Assert.Equal(12_000, engine.Store.Jobs.Values.Count(row => row.State == JobState.Enqueued));
        Assert.Equal("job-00000", engine.Take().Jid);
    }

    [Fact]
    public void A_mutation_by_type_looks_at_a_slice_of_the_set_at_a_time_and_one_by_job_id_at_nothing_else()
    {
        for (var i = 0; i < 6_000; i++)
        {
            _engine.Push(Drafts.Job($"job-{i:00000}", type: i % 2 == 0 ? "mail" : "other", at: _engine.Now.AddHours(1)));
        }

        _engine.Mutate(MutateOperation.Kill, JobState.Scheduled, "job-05999", "job-05999", "no-such-job");
        Assert.Equal("job-05999", Assert.Single(_engine.Store.JobIds, id => _engine.Store.Jobs[id.Key].State == JobState.Dead).Value);
        _engine.Send(new MutateCommand(new Session(), MutateOperation.Discard, JobState.Scheduled, new MutateFilter([], "mail")));
        Assert.Equal(6_000 - 2_500, _engine.Store.Jobs.Count);
        _engine.Tick();

        Assert.Equal(3_000, _engine.Store.Jobs.Count);
    }

    [Fact]
    public void A_flush_empties_everything_and_a_later_ack_changes_nothing()
    {
        var bid = _engine.New(key: "root");
        _engine.Push("job-00001", bid);
        _engine.Push("job-00002");
        _engine.Take();

        _engine.Send(new FlushCommand(new Session()));
        _engine.Ack("job-00001");
        _engine.Restart();

        Assert.False(_engine.Exists(bid));
        Assert.Null(_engine.Fetch());
        Assert.Equal((0, 0, 0), (_engine.Store.Jobs.Count, _engine.Store.Batches.Count, _engine.Store.MemberRowCount));
        Assert.NotEqual(bid, _engine.New(key: "root"));
    }

    private string WokenBy(Action action)
    {
        var fetch = new FetchCommand(new Session(), ["default"]);
        Assert.Null(_engine.Send(fetch));
        action();
        return new FetchedJob((JobReply)fetch.Reply!).Jid;
    }
}
