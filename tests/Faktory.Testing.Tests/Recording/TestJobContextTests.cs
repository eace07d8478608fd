using System.Text.Json;

namespace Faktory.Testing.Tests.Recording;

public sealed class TestJobContextTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stages_that_a_handler_adds_are_recorded_with_their_jobs()
    {
        using var context = new TestJobContext();

        await context.AddStageAsync(new Batch("2 charge") { Jobs = [Plain("charge")], Success = Plain("charged") }, Cancel);

        var stage = Assert.Single(context.Stages);
        Assert.Equal("2 charge", stage.Description);
        Assert.Equal("charge", Assert.Single(stage.Jobs).Type);
        Assert.Equal("charged", stage.Success?.Type);
    }

    [Fact]
    public async Task A_stage_that_is_streamed_holds_what_was_pushed_into_it()
    {
        using var context = new TestJobContext();

        await using var parent = await context.OpenParentBatchAsync(Cancel);
        await using var stage = await parent.BeginStageAsync(new Batch("3 ship"), Cancel);
        await stage.PushManyAsync([Plain("ship"), Plain("ship")], Cancel);
        await stage.PushAsync(Plain("label"), Cancel);
        await stage.CommitAsync(Cancel);

        Assert.True(stage.IsCommitted);
        Assert.Equal(["ship", "ship", "label"], Assert.Single(context.Stages).Jobs.Select(job => job.Type));
        Assert.Empty(context.Pushed);
    }

    [Fact]
    public async Task Jobs_pushed_into_an_opened_batch_are_recorded()
    {
        using var context = new TestJobContext(Plain("member") with { Custom = JsonElement.Parse("""{"bid":"b-1"}""") });

        await using var batch = await context.OpenBatchAsync(Cancel);
        await batch.PushAsync(Plain("more"), Cancel);

        Assert.Equal("b-1", batch.Id);
        Assert.Equal("more", Assert.Single(context.Pushed).Type);
    }

    [Fact]
    public async Task Progress_that_a_handler_reports_is_recorded_and_checked()
    {
        using var context = new TestJobContext();

        await context.ReportProgressAsync(10, cancellationToken: Cancel);
        await context.ReportProgressAsync(100, "done", Cancel);

        Assert.Equal([new ReportedProgress(10, null), new ReportedProgress(100, "done")], context.Progress);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => context.ReportProgressAsync(101, cancellationToken: Cancel));
    }

    [Fact]
    public void Cancelling_reaches_the_token_with_its_reason()
    {
        using var context = new TestJobContext();

        context.Cancel(CancellationReason.Shutdown);

        Assert.True(context.CancellationToken.IsCancellationRequested);
        Assert.Equal(CancellationReason.Shutdown, context.CancellationReason);
    }

    [Fact]
    public void The_job_may_be_given()
    {
        using var context = new TestJobContext(Plain("x") with { Failure = new JobFailure(0, DateTimeOffset.UnixEpoch) });

        Assert.Equal(2, context.Attempt);
        Assert.Equal("x", context.Job.Type);
    }

    private static Job Plain(string type) => new(type, JsonElement.Parse("[]"));
}
