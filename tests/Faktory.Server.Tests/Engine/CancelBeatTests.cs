using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

/// <summary>How a worker hears that the batch of a job it runs was cancelled.</summary>
public sealed class CancelBeatTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void A_worker_that_asked_for_it_hears_of_its_jobs_with_every_beat_until_they_are_reported()
    {
        var session = _engine.Hello("worker-1", hearsCancel: true);
        var root = Run(session, "job-one", "job-two");
        Assert.Null(_engine.Beat(session));

        _engine.Cancel(root);

        Assert.Equal("""{"state":"running","cancel":["job-one","job-two"]}""", _engine.Beat(session));
        _engine.Fail("job-one");
        Assert.Equal("""{"state":"running","cancel":["job-two"]}""", _engine.Beat(session));
        _engine.Ack("job-two");
        Assert.Null(_engine.Beat(session));
    }

    [Fact]
    public void It_hears_its_own_state_too()
    {
        var session = _engine.Hello("worker-1", hearsCancel: true);
        _engine.Cancel(Run(session, "job-one"));

        Assert.Equal("""{"state":"quiet","cancel":["job-one"]}""", _engine.Beat(session, "quiet"));
        _engine.Ack("job-one");
        Assert.Equal("""{"state":"quiet"}""", _engine.Beat(session));
    }

    [Fact]
    public void A_worker_that_did_not_ask_gets_the_ordinary_reply()
    {
        var session = _engine.Hello("worker-1");
        _engine.Cancel(Run(session, "job-one"));

        Assert.Null(_engine.Beat(session));
    }

    [Fact]
    public void A_worker_hears_only_of_its_own_jobs()
    {
        var (one, two) = (_engine.Hello("worker-1", hearsCancel: true), _engine.Hello("worker-2", hearsCancel: true));
        var root = Run(one, "job-one");
        _engine.Push("job-two");
        Assert.NotNull(_engine.FetchOn(two));

        _engine.Cancel(root);

        Assert.Null(_engine.Beat(two));
    }

    [Fact]
    public void A_running_callback_is_named_and_the_cancelled_callback_is_not()
    {
        var session = _engine.Hello("worker-1", hearsCancel: true);
        var root = _engine.New(new BatchDraft { Success = Drafts.Callback("success", jid: "callback-1"), Cancelled = Drafts.Callback("cancelled") });
        _engine.CommitBatch(root);
        Assert.NotNull(_engine.FetchOn(session));

        _engine.Cancel(root);
        Assert.Equal("""{"state":"running","cancel":["callback-1"]}""", _engine.Beat(session));
        _engine.Fail("callback-1");

        Assert.NotNull(_engine.FetchOn(session));
        Assert.Null(_engine.Beat(session));
    }

    [Fact]
    public void It_still_hears_of_them_after_the_server_was_restarted()
    {
        var session = _engine.Hello("worker-1", hearsCancel: true);
        _engine.Cancel(Run(session, "job-one"));

        _engine.Restart();
        _engine.Tick();
        session = _engine.Hello("worker-1", hearsCancel: true);

        Assert.Equal("""{"state":"running","cancel":["job-one"]}""", _engine.Beat(session));
    }

    private string Run(Session session, params string[] jobIds)
    {
        var root = _engine.New();
        foreach (var jobId in jobIds)
        {
            _engine.Push(jobId, root);
            Assert.NotNull(_engine.FetchOn(session));
        }

        return root;
    }
}
