using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>What a FAIL may ask for: <c>dead</c> and <c>retry_in</c> (extensions).</summary>
public sealed class FailureWishTests
{
    private readonly EngineDriver _engine = new();

    [Theory]
    [InlineData(25)]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_job_that_failed_as_dead_is_dead_whatever_its_retry_says(int retry)
    {
        _engine.Push(Drafts.Job("job-00001", retry: retry));
        _engine.Take();

        Assert.Null(_engine.Fail("job-00001", isFatal: true, retryIn: TimeSpan.FromSeconds(1)));

        var row = Assert.Single(_engine.Store.Jobs.Values);
        Assert.Equal((JobState.Dead, _engine.Now.AddDays(180).Ticks), (row.State, row.DueAt));
        Assert.Null(FailureJson.Read(row.Failure!).NextAt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(3600)]
    public void A_retry_comes_when_the_failure_says(double seconds)
    {
        _engine.Push("job-00001");
        _engine.Take();

        Assert.Null(_engine.Fail("job-00001", retryIn: TimeSpan.FromSeconds(seconds)));

        var row = Assert.Single(_engine.Store.Jobs.Values);
        Assert.Equal((JobState.Retrying, _engine.Now.AddSeconds(seconds).Ticks), (row.State, row.DueAt));
        Assert.Equal(_engine.Now.AddSeconds(seconds), FailureJson.Read(row.Failure!).NextAt);
        _engine.Advance(TimeSpan.FromSeconds(seconds));
        _engine.Tick();
        Assert.Equal("job-00001", _engine.Take().Jid);
    }

    [Fact]
    public void A_delay_is_no_further_retry()
    {
        _engine.Push(Drafts.Job("discarded", retry: 0));
        _engine.Push(Drafts.Job("dies-once", retry: -1));
        _engine.Push(Drafts.Job("used-up-1", retry: 1));
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(_engine.Fail(_engine.Take().Jid, retryIn: TimeSpan.Zero));
        }

        _engine.Tick();
        Assert.Null(_engine.Fail(_engine.Take().Jid, retryIn: TimeSpan.Zero));

        Assert.Equal(["dies-once", "used-up-1"], _engine.Store.JobIds.Values.Order(StringComparer.Ordinal));
        Assert.All(_engine.Store.Jobs.Values, row => Assert.Equal(JobState.Dead, row.State));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void To_its_batch_such_a_failure_is_like_any_other(bool isFatal)
    {
        var bid = _engine.New(success: Drafts.Callback("success"), complete: Drafts.Callback("complete"));
        _engine.Push("job-00001", bid);
        _engine.CommitBatch(bid);
        _engine.Take();

        Assert.Null(_engine.Fail("job-00001", isFatal: isFatal, retryIn: TimeSpan.FromDays(1)));

        var status = _engine.Status(bid);
        Assert.Equal((1, 1, "1", ""), (status.Pending, status.Failed, status.Complete, status.Success));
        Assert.Equal("failing", status.State);
    }
}
