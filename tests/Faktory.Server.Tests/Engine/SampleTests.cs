using System.Globalization;
using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>What metrics see of the engine.</summary>
public sealed class SampleTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void Every_set_is_counted_and_a_queue_tells_how_long_its_oldest_job_waits()
    {
        _engine.Hello("w-1");
        _engine.Push("j-dead");
        _engine.Take();
        _engine.Fail("j-dead");
        _engine.Mutate(MutateOperation.Kill, JobState.Retrying, "j-dead");
        _engine.Push("j-retried");
        _engine.Take();
        _engine.Fail("j-retried");
        _engine.Push("j-working");
        _engine.Take();
        _engine.Push(Drafts.Job("j-scheduled", at: _engine.Now + TimeSpan.FromHours(1)));
        _engine.Push("j-waiting1");
        _engine.MoveClock(_engine.Now + TimeSpan.FromSeconds(5));
        _engine.Push("j-waiting2");

        var sample = _engine.Sample();

        Assert.Equal([new QueueSample("default", 2, TimeSpan.FromSeconds(5))], sample.Queues);
        Assert.Equal((1, 1, 1, 1, 1), (sample.Scheduled, sample.Retries, sample.Dead, sample.Working, sample.Workers));
    }

    [Fact]
    public void Beyond_a_hundred_queues_the_small_ones_are_one()
    {
        for (var number = 0; number < 102; number++)
        {
            var queue = number.ToString("000", CultureInfo.InvariantCulture);
            _engine.Push(Drafts.Job($"first-{queue}", queue: queue));
            if (number >= 2)
            {
                _engine.Push(Drafts.Job($"other-{queue}", queue: queue));
            }
        }

        var queues = _engine.Sample().Queues;

        Assert.Equal(101, queues.Count);
        Assert.Equal(new QueueSample("(other)", 2, TimeSpan.Zero), queues[^1]);
        Assert.All(queues.SkipLast(1), queue => Assert.Equal(2, queue.Size));
    }

    [Fact]
    public void Batches_are_open_until_they_are_finished_and_gone_when_their_time_is_over()
    {
        var parent = _engine.New(success: Drafts.Callback("success"));
        var child = _engine.New(parent);
        _engine.Push("j-1", child);

        var open = Batches();
        _engine.CommitBatch(child);
        _engine.CommitBatch(parent);
        _engine.Ack(_engine.Take().Jid);
        _engine.Ack(_engine.Take().Jid);
        var half = Batches();
        _engine.Ack(_engine.Take().Jid);
        var finished = Batches();
        _engine.Restart();
        var restarted = Batches();
        _engine.Advance(TimeSpan.FromHours(25));

        Assert.Equal((2, 0, 0), open);
        Assert.Equal((1, 1, 0), half);
        Assert.Equal((0, 2, 0), finished);
        Assert.Equal((0, 2, 0), restarted);
        Assert.Equal((0, 0, 0), Batches());
    }

    [Fact]
    public void A_tree_is_stalled_while_all_that_is_left_of_it_is_dead()
    {
        var root = _engine.New();
        var child = _engine.New(root);
        _engine.Push("j-1", child);
        _engine.Push("j-2", child);
        _engine.CommitBatch(child);
        _engine.CommitBatch(root);
        Kill(_engine.Take().Jid);

        var oneWaits = Batches().Stalled;
        _engine.Ack(_engine.Take().Jid);
        var oneIsDead = Batches().Stalled;
        _engine.Restart();
        var restarted = Batches().Stalled;
        _engine.Mutate(MutateOperation.Requeue, JobState.Dead);
        var revived = Batches().Stalled;

        Assert.Equal([0, 1, 1, 0], [oneWaits, oneIsDead, restarted, revived]);
    }

    [Fact]
    public void A_tree_is_stalled_while_a_member_or_a_callback_of_it_is_gone()
    {
        var member = _engine.New();
        _engine.Push("j-1", member);
        _engine.CommitBatch(member);
        var callback = _engine.New();
        _engine.CommitBatch(callback);
        Kill(_engine.Take().Jid);
        Kill(_engine.Take().Jid);

        _engine.Mutate(MutateOperation.Clear, JobState.Dead);
        var gone = Batches();
        _engine.Restart();
        var restarted = Batches();
        _engine.Push("j-1", member);
        var again = Batches();
        _engine.Send(new FlushCommand(new Session()));

        Assert.Equal((2, 0, 2), gone);
        Assert.Equal((2, 0, 2), restarted);
        Assert.Equal((2, 0, 1), again);
        Assert.Equal((0, 0, 0), Batches());
    }

    [Fact]
    public void An_open_child_that_nobody_fills_stalls_its_parent_until_it_is_dropped()
    {
        var root = _engine.New();
        _engine.New(root);
        _engine.CommitBatch(root);

        var waiting = Batches();
        _engine.Advance(TimeSpan.FromHours(1));

        Assert.Equal((2, 0, 1), waiting);
        Assert.Equal((1, 0, 0), Batches());
    }

    private (int Open, int Finished, int Stalled) Batches()
    {
        var sample = _engine.Sample();
        return (sample.OpenBatches, sample.FinishedBatches, sample.StalledTrees);
    }

    private void Kill(string jobId)
    {
        _engine.Fail(jobId);
        _engine.Mutate(MutateOperation.Kill, JobState.Retrying, jobId);
    }
}
