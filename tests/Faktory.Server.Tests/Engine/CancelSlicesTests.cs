using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>BATCH CANCEL of more jobs than one step drops: marked at once, dropped in slices, over restarts.</summary>
public sealed class CancelSlicesTests
{
    private const int MoreThanASlice = 12_000;

    private readonly EngineDriver _engine = new() { CommitsAtOnce = false };

    [Fact]
    public void Between_slices_nothing_of_the_tree_is_handed_out()
    {
        var root = Fill();

        Assert.Null(_engine.Cancel(root));

        Assert.Equal("cancelled", _engine.Status(root).State);
        Assert.InRange(_engine.Status(root).Pending, 1, MoreThanASlice - 1);
        Assert.True(_engine.Engine.NextTick <= _engine.Now);
        _engine.Push("other-job");
        Assert.Equal("other-job", FetchUntilFound());
    }

    [Fact]
    public void The_slices_go_on_after_a_restart_and_the_callback_fires_after_the_last()
    {
        var root = Fill();
        _engine.Cancel(root);
        _engine.Commit();
        Assert.Equal(MoreThanASlice, _engine.Status(root).Total);

        _engine.Restart();
        Assert.InRange(_engine.Status(root).Pending, 1, MoreThanASlice - 1);
        Assert.Null(_engine.Fetch("callbacks"));
        Finish();

        Assert.Equal((MoreThanASlice, 0), (_engine.Status(root).Total, _engine.Status(root).Pending));
        Assert.Equal("cancelled", _engine.Take("callbacks").Type);
        Assert.Single(_engine.Store.Jobs);
    }

    [Fact]
    public void A_restart_after_the_last_slice_forgets_nothing()
    {
        var root = Fill();
        _engine.Cancel(root);
        Finish();
        _engine.Ack(_engine.Take("callbacks").Jid);

        _engine.Restart();

        Assert.Equal(("cancelled", "2", true), (_engine.Status(root).State, _engine.Status(root).Cancelled, _engine.Status(root).IsFinished));
    }

    [Fact]
    public void A_tree_of_many_batches_is_closed_at_once()
    {
        var root = _engine.New(new BatchDraft { Success = Drafts.Callback(), Cancelled = Drafts.Callback("cancelled", queue: "callbacks") });
        var children = Enumerable.Range(0, 6_000).Select(_ => _engine.New(root)).ToList();
        children.ForEach(child => _engine.Push("job of " + child, child));

        _engine.Cancel(root);

        Assert.All([children[0], children[^1]], child => Assert.Equal($"ERR batch {child} is cancelled", _engine.Push("late-job", child)));
        Assert.Null(_engine.Fetch("callbacks"));
        _engine.Restart();
        Finish();
        Assert.Equal("cancelled", _engine.Take("callbacks").Type);
        Assert.All(children, child => Assert.True(_engine.Status(child).IsFinished));
    }

    [Fact]
    public void What_a_MUTATE_requeues_meanwhile_is_not_resurrected()
    {
        var root = FillScheduled();
        _engine.Cancel(root);
        _engine.Mutate(MutateOperation.Requeue, JobState.Scheduled);

        Finish();

        Assert.Null(_engine.Fetch());
        Assert.True(_engine.Status(root).IsFinished);
        _engine.Commit();
        Assert.Empty(_engine.Store.Jobs);
    }

    [Fact]
    public void What_a_MUTATE_was_about_to_take_is_dropped()
    {
        var root = FillScheduled();
        _engine.Mutate(MutateOperation.Kill, JobState.Scheduled);
        _engine.Cancel(root);
        _engine.Commit();

        _engine.Restart();
        Finish();

        Assert.Empty(_engine.Store.Jobs);
        Assert.True(_engine.Status(root).IsFinished);
    }

    [Fact]
    public void A_queue_that_was_removed_before_hides_no_member()
    {
        var root = Fill();
        _engine.Send(new QueueCommand(new Session(), QueueOperation.Remove, ["default"]));
        _engine.Cancel(root);
        _engine.Commit();

        _engine.Restart();
        Finish();

        Assert.Equal(0, _engine.Status(root).Pending);
        Assert.Equal("cancelled", _engine.Take("callbacks").Type);
    }

    [Fact]
    public void A_job_id_waiting_to_be_dropped_can_be_pushed_elsewhere()
    {
        var root = Fill();
        _engine.Cancel(root);
        var other = _engine.New();

        Assert.Null(_engine.Push(JobId(0), other));

        Finish();
        Assert.Equal(JobId(0), _engine.Take().Jid);
    }

    private static string JobId(int number) => $"job-{number:00000}";

    private string Fill() => Fill(at: null);

    private string FillScheduled() => Fill(_engine.Now.AddHours(1));

    private string Fill(DateTime? at)
    {
        var root = _engine.New(new BatchDraft { Success = Drafts.Callback(), Cancelled = at is null ? Drafts.Callback("cancelled", queue: "callbacks") : null });
        for (var number = 0; number < MoreThanASlice; number++)
        {
            _engine.Push(Drafts.Job(JobId(number), root, at: at));
        }

        _engine.Commit();
        return root;
    }

    /// <summary>One look at a queue drops only so many jobs: the FETCH is answered in a later tick.</summary>
    private string FetchUntilFound()
    {
        var fetch = new FetchCommand(new Session(), ["default"]);
        _engine.Send(fetch);
        _engine.Tick();
        return new FetchedJob((JobReply)fetch.Reply!).Jid;
    }

    private void Finish()
    {
        _engine.Tick();
        _engine.Commit();
    }
}
