using System.Text;
using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

/// <summary>QUEUE REMOVE: at once for everybody, in slices for the engine, over restarts.</summary>
public sealed class QueueRemovalTests
{
    private const int MoreThanASlice = 12_000;

    private readonly EngineDriver _engine = new() { CommitsAtOnce = false };

    [Fact]
    public void A_large_queue_is_empty_at_once_and_forgotten_in_slices()
    {
        Fill();

        Remove();

        Assert.Null(_engine.Fetch("default"));
        Assert.True(_engine.Engine.NextTick <= _engine.Now);
        TickUntilQuiet();
        _engine.Commit();
        _engine.Restart();
        Assert.Null(_engine.Fetch("default"));
    }

    [Fact]
    public void A_removal_goes_on_after_a_restart_and_leaves_later_jobs_alone()
    {
        Fill();
        Remove();
        _engine.Push("afterwards");
        _engine.Take("default");
        Assert.Null(_engine.Requeue("afterwards"));
        _engine.Commit();

        _engine.Restart();

        Assert.Equal("afterwards", _engine.Take("default").Jid);
        Assert.Null(_engine.Fetch("default"));
    }

    [Fact]
    public void A_removed_job_that_is_not_forgotten_yet_can_be_pushed_again()
    {
        Fill();
        Remove();

        Assert.Null(_engine.Push(JobId(MoreThanASlice - 1)));

        Assert.Equal(JobId(MoreThanASlice - 1), _engine.Take("default").Jid);
        TickUntilQuiet();
        Assert.Null(_engine.Fetch("default"));
    }

    [Fact]
    public void A_job_that_was_not_in_its_queue_when_it_was_removed_comes_back_to_it()
    {
        _engine.Push("working-job");
        _engine.Take("default");
        Remove();

        Assert.Null(_engine.Requeue("working-job"));

        Assert.Equal("working-job", _engine.Take("default").Jid);
    }

    [Fact]
    public void A_removed_queue_stays_unlisted_after_a_restart_although_a_job_of_it_still_runs()
    {
        _engine.Push("working-job");
        _engine.Take("default");
        Remove();

        _engine.Restart();

        Assert.DoesNotContain("\"default\"", Info(), StringComparison.Ordinal);
        Assert.Null(_engine.Requeue("working-job"));
        Assert.Contains("\"default\":1", Info(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_removed_with_its_queue_stays_unsettled_and_can_be_pushed_again()
    {
        var bid = _engine.New(success: Drafts.Callback());
        _engine.Push("member-job", bid);
        _engine.CommitBatch(bid);

        Remove();
        Assert.Equal(1, _engine.Status(bid).Pending);
        Assert.Null(_engine.Push("member-job", bid));
        _engine.Take("default");
        _engine.Ack("member-job");

        Assert.Equal((1, 0), (_engine.Status(bid).Total, _engine.Status(bid).Pending));
    }

    private string Info() => Encoding.UTF8.GetString(((BulkReply)_engine.Send(new InfoCommand(new Session(), new HostFigures(0, 0, 0, 0)))!).Payload.Span);

    private static string JobId(int number) => $"job-{number:00000}";

    private void Fill()
    {
        for (var number = 0; number < MoreThanASlice; number++)
        {
            _engine.Push(JobId(number));
        }

        _engine.Commit();
    }

    private void Remove() => _engine.Send(new QueueCommand(new Session(), QueueOperation.Remove, ["default"]));

    private void TickUntilQuiet()
    {
        while (_engine.Engine.NextTick <= _engine.Now)
        {
            _engine.Tick();
        }
    }
}
