using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>What a restart must not change.</summary>
public sealed class RestartTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void A_member_of_a_dropped_batch_does_not_become_a_member_of_a_later_one()
    {
        var gone = _engine.New();
        _engine.Push("member-1", gone);
        _engine.Advance(TimeSpan.FromMinutes(31));
        Assert.False(_engine.Exists(gone));

        _engine.Restart();
        var later = _engine.New();
        _engine.Restart();

        Assert.Equal(0, _engine.Status(later).Total);
        _engine.CommitBatch(later);
        Assert.Equal("1", _engine.Status(later).Success);
    }

    [Fact]
    public void A_callback_of_a_dropped_batch_does_not_become_a_callback_of_a_later_one()
    {
        var gone = _engine.New(success: Drafts.Callback(queue: "callbacks"));
        _engine.CommitBatch(gone);
        _engine.Advance(TimeSpan.FromDays(31));
        Assert.False(_engine.Exists(gone));

        _engine.Restart();
        var later = _engine.New(success: Drafts.Callback(queue: "callbacks"));
        _engine.Push("member-1", later);
        _engine.CommitBatch(later);
        _engine.Restart();
        _engine.Ack(_engine.Take("callbacks").Jid);

        Assert.Equal("", _engine.Status(later).Success);
    }

    [Fact]
    public void A_mutation_that_goes_on_after_a_restart_leaves_later_jobs_alone()
    {
        var engine = new EngineDriver { CommitsAtOnce = false };
        for (var i = 0; i < 6_000; i++)
        {
            engine.Push(Drafts.Job($"job-{i:00000}", at: engine.Now.AddHours(1)));
        }

        for (var i = 0; i < 10; i++)
        {
            engine.Push($"plain-{i:00000}");
            engine.Ack(engine.Take().Jid);
        }

        engine.Mutate(MutateOperation.Discard, JobState.Scheduled);
        engine.Restart();
        engine.Push(Drafts.Job("job-later", at: engine.Now.AddHours(1)));
        engine.Tick();
        engine.Commit();

        Assert.Equal(["job-later"], engine.Store.JobIds.Values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(25)]
    public void The_state_of_a_batch_whose_failed_callback_was_thrown_away_is_the_same_before_and_after(int retry)
    {
        var bid = _engine.New(success: Drafts.Callback(retry: retry));
        _engine.CommitBatch(bid);
        _engine.Fail(_engine.Take().Jid);
        _engine.Mutate(MutateOperation.Clear, JobState.Retrying);
        var before = _engine.Status(bid).State;

        _engine.Restart();

        Assert.Equal(before, _engine.Status(bid).State);
    }
}
