using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>BATCH RETRY of more jobs than one slice.</summary>
public sealed class BatchRetrySliceTests
{
    private const int MoreThanTwoSlices = 12_000;

    private readonly EngineDriver _engine = new() { CommitsAtOnce = false };

    [Fact]
    public void It_goes_on_after_a_restart_in_the_middle_and_leaves_alone_what_failed_since()
    {
        var bid = FillWithFailed();

        Assert.Equal((MoreThanTwoSlices, 0, 0), _engine.Retry(bid).Figures);
        _engine.Fail(_engine.Take().Jid);
        _engine.Commit();
        Assert.InRange(Queued, 4_000, 5_000);
        _engine.Restart();
        _engine.Tick();
        _engine.Commit();

        Assert.Equal(MoreThanTwoSlices - 1, Queued);
        Assert.Equal(1, _engine.Store.Jobs.Values.Count(row => row.State == JobState.Retrying));
        Assert.DoesNotContain(_engine.Store.Entries.Keys, key => key.StartsWith(BulkMutation.KeyPrefix, StringComparison.Ordinal));
        _engine.Restart();
        Assert.Equal((1, 0, 0), _engine.Retry(bid).Figures);
    }

    [Fact]
    public void Jobs_that_a_retry_has_yet_to_queue_do_not_leave_the_dead_set_because_their_time_is_over()
    {
        var bid = FillWithFailed(isFatal: true);
        _engine.MoveClock(_engine.Now.AddDays(180));

        _engine.Retry(bid);
        _engine.Tick();
        _engine.Commit();

        Assert.Equal(MoreThanTwoSlices, Queued);
    }

    [Fact]
    public void A_mutation_that_follows_finds_only_what_the_retry_left()
    {
        var bid = FillWithFailed();
        _engine.Retry(bid);

        _engine.Mutate(MutateOperation.Clear, JobState.Retrying);
        _engine.Tick();
        _engine.Commit();

        Assert.Equal(MoreThanTwoSlices, Queued);
    }

    [Fact]
    public void Many_lost_callbacks_are_made_anew_over_a_restart()
    {
        var root = _engine.New();
        for (var i = 0; i < 6_000; i++)
        {
            var child = _engine.New(root);
            _engine.CommitBatch(child);
            _engine.Fail(_engine.Take().Jid, isFatal: true);
        }

        _engine.Mutate(MutateOperation.Clear, JobState.Dead);
        _engine.Tick();
        _engine.Commit();
        Assert.Empty(_engine.Store.Jobs);

        Assert.Equal((0, 6_000, 0), _engine.Retry(root).Figures);
        _engine.Restart();
        _engine.Tick();
        _engine.Commit();

        Assert.Equal(6_000, Queued);
        Assert.Equal(6_000, _engine.Store.JobIds.Values.Distinct(StringComparer.Ordinal).Count());
    }

    private int Queued => _engine.Store.Jobs.Values.Count(row => row.State == JobState.Enqueued);

    private string FillWithFailed(bool isFatal = false)
    {
        var bid = _engine.New();
        for (var i = 0; i < MoreThanTwoSlices; i++)
        {
            _engine.Push(Drafts.Job($"job-{i:00000}", bid));
            _engine.Fail(_engine.Take().Jid, isFatal: isFatal);
        }

        _engine.Commit();
        return bid;
    }
}
