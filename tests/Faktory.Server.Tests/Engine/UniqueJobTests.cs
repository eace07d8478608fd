using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>Unique jobs (BEHAVIOUR 4.1). Every test holds across a restart before each of its steps, too.</summary>
public abstract class UniqueJobs(bool restarts)
{
    private const string NotUnique = "NOTUNIQUE Job not unique";

    private readonly EngineDriver _engine = new();

    [Fact]
    public void A_second_job_of_the_same_type_arguments_and_queue_is_refused_until_the_first_is_acknowledged()
    {
        Assert.Null(Push("first001"));
        Assert.Equal(NotUnique, Push("second02"));
        Assert.Null(Push("othertyp", type: "other"));
        Assert.Null(Push("otherarg", args: "[1]"));
        Assert.Null(Push("otherque", queue: "other"));

        Assert.Equal("first001", _engine.Take().Jid);
        Assert.Equal(NotUnique, Push("second02"));
        Step().Ack("first001");

        Assert.Null(Push("second02"));
    }

    [Fact]
    public void A_job_that_does_not_ask_for_it_neither_checks_nor_takes_the_lock()
    {
        Step().Push(Drafts.Job("plain001"));
        Assert.Null(Push("unique01"));
        Assert.Null(Step().Push(Drafts.Job("plain002")));
    }

    [Fact]
    public void A_lock_ends_at_its_time_which_may_have_a_fraction()
    {
        Push("first001", custom: "\"unique_for\":0.5");
        _engine.Advance(TimeSpan.FromSeconds(0.4));
        Assert.Equal(NotUnique, Push("second02", custom: "\"unique_for\":0.5"));

        _engine.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Null(Push("second02", custom: "\"unique_for\":0.5"));
        Assert.Equal(NotUnique, Push("third003"));
    }

    [Fact]
    public void The_lock_of_a_scheduled_job_lasts_from_when_it_is_due()
    {
        Push("first001", at: _engine.Now.AddHours(1));
        _engine.Advance(TimeSpan.FromMinutes(69));
        Assert.Equal(NotUnique, Push("second02"));

        _engine.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(Push("second02"));
    }

    [Fact]
    public void A_lock_until_the_start_ends_when_the_job_is_fetched()
    {
        const string untilStart = "\"unique_for\":600,\"unique_until\":\"start\"";
        Push("first001", custom: untilStart);
        Assert.Equal(NotUnique, Push("second02", custom: untilStart));

        Step().Take();

        Assert.Null(Push("second02", custom: untilStart));
        Step().Ack("first001");
        Assert.Equal(NotUnique, Push("third003", custom: untilStart));
    }

    [Fact]
    public void A_failed_job_keeps_its_lock_and_its_retry_runs()
    {
        Push("first001");
        Step().Take();
        Step().Fail("first001");
        Assert.Equal(NotUnique, Push("second02"));

        Step().Mutate(MutateOperation.Requeue, JobState.Retrying);

        Assert.Equal("first001", Step().Take().Jid);
        Assert.Equal(NotUnique, Push("second02"));
        Step().Ack("first001");
        Assert.Null(Push("second02"));
    }

    [Fact]
    public void A_job_that_dies_or_is_removed_keeps_its_lock_until_its_time()
    {
        Push("first001", retry: -1);
        Step().Take();
        Step().Fail("first001");
        Assert.Equal(NotUnique, Push("second02"));
        Step().Mutate(MutateOperation.Clear, JobState.Dead);
        Assert.Equal(NotUnique, Push("second02"));

        _engine.Advance(TimeSpan.FromMinutes(10));

        Assert.Null(Push("second02"));
    }

    [Fact]
    public void Only_the_job_that_holds_a_lock_releases_it()
    {
        Push("first001", custom: "\"unique_for\":1");
        Step().Take();
        _engine.Advance(TimeSpan.FromSeconds(1));
        Push("second02");

        Step().Ack("first001");

        Assert.Equal(NotUnique, Push("third003"));
    }

    [Fact]
    public void A_push_that_is_repeated_is_no_duplicate()
    {
        Assert.Null(Push("first001"));
        Assert.Null(Push("first001"));
        Step().Take();
        Assert.Null(Push("first001", resend: true));
        Assert.Equal(NotUnique, Push("first001"));
        Step().Ack("first001");
        Assert.Null(Push("first001", resend: true));
        Assert.Null(Step().Fetch());
    }

    [Fact]
    public void A_dead_job_that_is_pushed_again_runs_although_it_holds_its_own_lock()
    {
        Push("first001", retry: -1);
        Step().Take();
        Step().Fail("first001");

        Assert.Null(Push("first001", retry: -1));

        Assert.Equal("first001", Step().Take().Jid);
        Assert.Equal(NotUnique, Push("second02"));
    }

    [Fact]
    public void A_refused_job_is_no_member_of_its_batch_and_a_member_may_be_pushed_again()
    {
        var bid = _engine.New();
        Assert.Null(Push("member01", bid: bid));
        Assert.Equal(NotUnique, Push("member02", bid: bid));
        Assert.Null(Push("member01", bid: bid));

        Assert.Equal(1, _engine.Status(bid).Total);
        Step().CommitBatch(bid);
        Step().Take();
        Assert.Null(Push("member01", bid: bid));
        Step().Ack("member01");
        Assert.Null(Push("member01", bid: bid));
        Assert.Equal("1", _engine.Status(bid).Success);
    }

    [Fact]
    public void A_tree_with_a_job_that_is_not_unique_is_refused_as_a_whole()
    {
        Push("first001");
        var jobs = new[] { Drafts.Job("plain001"), Unique("second02") };

        var refusal = Assert.Throws<InvalidOperationException>(() => Step().Submit(new BatchDraft { Success = Drafts.Callback(), Jobs = jobs }));

        Assert.Equal("ERR jid second02 is not unique: a job with its jobtype, args and queue is there already", refusal.Message);
        Step().Ack(_engine.Take().Jid);
        Assert.Null(Step().Fetch());
        var bid = Step().Submit(new BatchDraft { Success = Drafts.Callback(), Jobs = jobs });
        Assert.Equal(2, _engine.Status(bid).Total);
        Assert.Equal(NotUnique, Push("third003"));
    }

    [Fact]
    public void Two_jobs_of_a_tree_may_not_be_the_same_unique_job()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => Step().Submit(
            new BatchDraft { Success = Drafts.Callback(), Jobs = [Unique("first001"), Unique("second02")] }));

        Assert.StartsWith("ERR jid second02 is not unique", refusal.Message, StringComparison.Ordinal);
        Assert.Null(Push("third003"));
    }

    [Fact]
    public void Flush_forgets_the_locks()
    {
        Push("first001");
        Step().Send(new FlushCommand(new Session()));

        Assert.Null(Push("second02"));
    }

    [Fact]
    public void A_lock_longer_than_time_itself_is_a_lock()
    {
        Assert.Null(Push("first001", custom: "\"unique_for\":1e308", at: DateTime.MaxValue.AddDays(-2)));
        Assert.Equal(NotUnique, Push("second02"));
    }

    private EngineDriver Step()
    {
        if (restarts)
        {
            _engine.Restart();
        }

        return _engine;
    }

    private string? Push(
        string jid, string? bid = null, string queue = "default", string type = "work", string args = "[]", int retry = 25,
        DateTime? at = null, bool resend = false, string custom = "\"unique_for\":600") =>
        Step().Push(Drafts.Job(jid, bid, queue, retry, at: at, resend: resend, type: type, args: args, custom: custom));

    private static JobDraft Unique(string jid) => Drafts.Job(jid, custom: "\"unique_for\":600");
}

public sealed class UniqueJobTests() : UniqueJobs(restarts: false);

public sealed class UniqueJobsAcrossRestartsTests() : UniqueJobs(restarts: true);
