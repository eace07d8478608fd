using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>DESIGN.md "Safe to retry", rule by rule.</summary>
public sealed class SafeToRetryTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void A_push_of_a_waiting_job_changes_nothing()
    {
        _engine.Push("job-00001");

        Assert.Null(_engine.Push("job-00001"));

        _engine.Take();
        Assert.Null(_engine.Fetch());
    }

    [Fact]
    public void A_push_of_a_scheduled_job_changes_nothing()
    {
        _engine.Push(Drafts.Job("job-00001", at: _engine.Now.AddSeconds(10)));

        Assert.Null(_engine.Push("job-00001"));

        Assert.Null(_engine.Fetch());
        _engine.Advance(TimeSpan.FromSeconds(11));
        _engine.Take();
        Assert.Null(_engine.Fetch());
    }

    [Fact]
    public void A_push_of_a_retrying_job_changes_nothing()
    {
        _engine.Push("job-00001");
        _engine.Fail(_engine.Take().Jid);

        Assert.Null(_engine.Push("job-00001"));

        Assert.Null(_engine.Fetch());
        Assert.Equal(JobState.Retrying, Assert.Single(_engine.Store.Jobs.Values).State);
    }

    [Fact]
    public void A_job_that_waits_in_one_batch_is_refused_by_another()
    {
        var first = _engine.New();
        var second = _engine.New();
        _engine.Push("job-00001", first);

        Assert.Equal("ERR jid job-00001 is in use", _engine.Push("job-00001", second));

        Assert.Equal((1, 0), (_engine.Status(first).Total, _engine.Status(second).Total));
    }

    [Fact]
    public void A_job_that_waits_and_whose_batch_is_gone_joins_the_batch_of_a_repeated_push()
    {
        var first = _engine.New();
        _engine.Push(Drafts.Job("job-00001", first));
        _engine.Advance(TimeSpan.FromMinutes(31));
        Assert.False(_engine.Exists(first));
        var second = _engine.New();

        Assert.Null(_engine.Push("job-00001", second));

        _engine.CommitBatch(second);
        Assert.Equal((1, 1), (_engine.Status(second).Total, _engine.Status(second).Pending));
        _engine.Restart();
        var job = _engine.Take();
        Assert.Equal(second, job.Custom("bid"));
        _engine.Ack(job.Jid);
        Assert.Equal((0, "1"), (_engine.Status(second).Pending, _engine.Status(second).Success));
    }

    [Theory]
    [InlineData("waiting")]
    [InlineData("working")]
    [InlineData("retrying")]
    [InlineData("dead")]
    [InlineData("settled")]
    public void A_push_of_a_member_into_its_batch_changes_nothing_in_any_state(string state)
    {
        var bid = _engine.New(success: Drafts.Callback(queue: "callbacks"));
        _engine.Push(Drafts.Job("job-00001", bid, retry: state == "dead" ? -1 : 25));
        if (state != "waiting")
        {
            _engine.Take();
        }

        if (state == "settled")
        {
            _engine.Ack("job-00001");
        }
        else if (state is "retrying" or "dead")
        {
            _engine.Fail("job-00001");
        }

        var before = (_engine.Status(bid).Total, _engine.Status(bid).Pending, _engine.Status(bid).Failed);
        Assert.Null(_engine.Push("job-00001", bid));

        Assert.Equal(before, (_engine.Status(bid).Total, _engine.Status(bid).Pending, _engine.Status(bid).Failed));
        Assert.Equal(state == "settled" ? 0 : 1, _engine.Store.Jobs.Count);
        Assert.Equal(state == "waiting", _engine.Fetch() is not null);
    }

    [Fact]
    public void A_member_whose_job_was_removed_unsettled_is_enqueued_again_and_counts_once()
    {
        var bid = _engine.New(success: Drafts.Callback(queue: "callbacks"));
        _engine.Push("job-00001", bid);
        _engine.CommitBatch(bid);
        _engine.Fail(_engine.Take().Jid);
        _engine.Mutate(MutateOperation.Discard, JobState.Retrying);
        _engine.Restart();

        Assert.Null(_engine.Push("job-00001", bid));

        Assert.Equal((1, 1), (_engine.Status(bid).Total, _engine.Status(bid).Pending));
        _engine.Ack(_engine.Take().Jid);
        Assert.Equal("1", _engine.Status(bid).Success);
    }

    [Fact]
    public void A_resent_push_of_a_working_job_changes_nothing()
    {
        _engine.Push("job-00001");
        _engine.Take();

        Assert.Null(_engine.Push(Drafts.Job("job-00001", resend: true)));

        Assert.Null(_engine.Fetch());
    }

    [Fact]
    public void A_handler_may_push_its_own_job_again()
    {
        _engine.Push("job-00001");
        _engine.Take();

        Assert.Null(_engine.Push("job-00001"));
        _engine.Ack("job-00001");

        Assert.Equal("job-00001", _engine.Take().Jid);
        _engine.Ack("job-00001");
        Assert.Empty(_engine.Store.Jobs);
    }

    [Fact]
    public void A_resent_push_of_a_settled_job_changes_nothing_also_after_a_restart()
    {
        _engine.Push("job-00001");
        _engine.Ack(_engine.Take().Jid);

        Assert.Null(_engine.Push(Drafts.Job("job-00001", resend: true)));
        Assert.Null(_engine.Fetch());
        _engine.Restart();
        Assert.Null(_engine.Push(Drafts.Job("job-00001", resend: true)));

        Assert.Null(_engine.Fetch());
    }

    [Fact]
    public void A_push_of_a_settled_job_that_is_not_resent_is_a_new_job()
    {
        _engine.Push("job-00001");
        _engine.Ack(_engine.Take().Jid);

        Assert.Null(_engine.Push("job-00001"));

        Assert.Equal("job-00001", _engine.Take().Jid);
    }

    [Fact]
    public void Only_the_last_100_000_settled_jobs_are_remembered_also_after_a_restart()
    {
        var engine = new EngineDriver { CommitsAtOnce = false };
        for (var i = 0; i <= 100_000; i++)
        {
            engine.Push($"job-{i:000000}");
            engine.Ack(engine.Take().Jid);
            if (i % 500 == 0)
            {
                engine.Commit();
            }
        }

        for (var round = 0; round < 2; round++)
        {
            Assert.Null(engine.Push(Drafts.Job("job-100000", resend: true)));
            Assert.Null(engine.Push(Drafts.Job("job-050000", resend: true)));
            Assert.Null(engine.Push(Drafts.Job("job-001000", resend: true)));
            Assert.Null(engine.Fetch());
            engine.Restart();
        }

        Assert.True(engine.Store.SettledRowCount <= 250, $"{engine.Store.SettledRowCount} settled rows are kept.");
        Assert.Null(engine.Push(Drafts.Job("job-000000", resend: true)));
        Assert.NotNull(engine.Fetch());
    }

    [Fact]
    public void A_push_of_a_dead_job_enqueues_it()
    {
        _engine.Push(Drafts.Job("job-00001", retry: -1));
        _engine.Fail(_engine.Take().Jid);
        Assert.Equal(JobState.Dead, Assert.Single(_engine.Store.Jobs.Values).State);

        Assert.Null(_engine.Push(Drafts.Job("job-00001", retry: -1)));

        Assert.Equal("job-00001", _engine.Take().Jid);
        Assert.Single(_engine.Store.Jobs);
    }

    [Fact]
    public void A_root_with_the_same_key_is_the_same_batch_committed_or_not()
    {
        var bid = _engine.New(key: "nightly");

        Assert.Equal(bid, _engine.New(key: "nightly"));
        _engine.CommitBatch(bid);
        _engine.Restart();
        Assert.Equal(bid, _engine.New(key: "nightly"));

        Assert.True(_engine.Status(bid).Committed);
        Assert.NotEqual(bid, _engine.New(key: "weekly"));
        Assert.NotEqual(bid, _engine.New());
    }

    [Fact]
    public void A_childs_key_is_its_parents_and_holds_when_the_parent_is_finished()
    {
        var first = _engine.New(key: "stage");
        var second = _engine.New();
        var child = _engine.New(first, "stage");
        Assert.NotEqual(first, child);
        Assert.NotEqual(child, _engine.New(second, "stage"));
        _engine.CommitBatch(child);
        _engine.CommitBatch(first);
        while (_engine.Fetch() is { } job)
        {
            _engine.Ack(job.Jid);
        }

        Assert.Equal("succeeded", _engine.Status(first).State);
        Assert.Equal(child, _engine.New(first, "stage"));
        Assert.Equal("succeeded", _engine.Status(first).State);
    }

    [Fact]
    public void A_submitted_tree_with_a_known_key_is_the_same_batch_and_pushes_nothing()
    {
        BatchDraft draft = new() { Key = "import", Success = Drafts.Callback(), Jobs = [Drafts.Job("job-00001", queue: "q")] };
        var bid = _engine.Submit(draft);
        _engine.Ack(_engine.Take("q").Jid);

        Assert.Equal(bid, _engine.Submit(draft));

        Assert.Null(_engine.Fetch("q"));
        Assert.Equal(1, _engine.Status(bid).Total);
    }

    [Fact]
    public void A_submitted_tree_that_names_a_jid_in_two_batches_is_refused_as_a_whole()
    {
        BatchDraft tree = new()
        {
            Success = Drafts.Callback(),
            Children = [new BatchDraft { Jobs = [Drafts.Job("job-00001")] }, new BatchDraft { Jobs = [Drafts.Job("job-00001")] }],
        };

        var reply = _engine.Send(new BatchSubmitCommand(new Session(), tree));

        Assert.Equal("ERR jid job-00001 is in use", EngineDriver.ErrorOf(reply));
        Assert.Equal((0, 0), (_engine.Store.Jobs.Count, _engine.Store.Batches.Count));
    }

    [Fact]
    public void A_submitted_tree_with_a_jid_in_use_is_refused_as_a_whole()
    {
        _engine.Push(Drafts.Job("job-00002", queue: "other"));
        BatchDraft tree = new() { Success = Drafts.Callback(), Jobs = [Drafts.Job("job-00001"), Drafts.Job("job-00002")] };

        var reply = _engine.Send(new BatchSubmitCommand(new Session(), tree));

        Assert.Equal("ERR jid job-00002 is in use", EngineDriver.ErrorOf(reply));
        Assert.Equal((1, 0), (_engine.Store.Jobs.Count, _engine.Store.Batches.Count));
    }

    [Fact]
    public void A_callback_keeps_the_jid_it_was_given()
    {
        var bid = _engine.New(success: Drafts.Callback(jid: "callback-1"));
        _engine.CommitBatch(bid);

        Assert.Equal("callback-1", _engine.Take().Jid);
    }

    [Fact]
    public void A_callback_whose_jid_is_live_gets_another()
    {
        _engine.Push(Drafts.Job("callback-1", queue: "other"));
        var bid = _engine.New(success: Drafts.Callback(jid: "callback-1"));
        _engine.CommitBatch(bid);

        var callback = _engine.Take();

        Assert.NotEqual("callback-1", callback.Jid);
        _engine.Ack("callback-1");
        Assert.Equal("1", _engine.Status(bid).Success);
        _engine.Ack(callback.Jid);
        Assert.Equal("2", _engine.Status(bid).Success);
    }

    [Fact]
    public void A_forged_bid_of_a_callback_is_ignored()
    {
        var bid = _engine.New(success: Drafts.Callback(queue: "callbacks"));
        var job = Drafts.Job("forged-01");
        _engine.Push(new JobDraft
        {
            JobId = job.JobId,
            Hash = job.Hash,
            Queue = job.Queue,
            Payload = System.Text.Encoding.UTF8.GetBytes($$$"""{"jid":"forged-01","queue":"default","jobtype":"work","args":[],"retry":25,"custom":{"_bid":"{{{bid}}}","_cb":"success"}}"""),
        });
        _engine.CommitBatch(bid);

        _engine.Ack(_engine.Take().Jid);

        Assert.Equal("1", _engine.Status(bid).Success);
    }
}
