using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Testing.Tests.Hosts;

public sealed class AdvanceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scheduled_job_runs_in_its_second_and_not_before()
    {
        var story = new Story();
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        await faktory.Client.PushAsync(Job.Create("work", 1) with { Delay = TimeSpan.FromHours(24) }, Cancel);

        var before = await faktory.AdvanceAsync(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1), Cancel);
        Assert.Empty(story.Lines);
        var then = await faktory.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Equal(0, before.Ran);
        Assert.Equal(1, then.Succeeded);
    }

    [Fact]
    public async Task What_becomes_due_on_the_way_runs_at_its_own_time_in_order()
    {
        var story = new Story((story, context) =>
        {
            story.Tell(Now(context).ToString("HH:mm:ss", CultureInfo.InvariantCulture));
            return Task.CompletedTask;
        });
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        var start = faktory.Time.GetUtcNow();
        int[] minutes = [90, 10, 40];
        foreach (var minute in minutes)
        {
            await faktory.Client.PushAsync(Job.Create("work", minute) with { At = start.AddMinutes(minute) }, Cancel);
        }

        await faktory.AdvanceAsync(TimeSpan.FromHours(1), Cancel);

        Assert.Equal(["work 10", Time(10), "work 40", Time(40)], story.Lines);
        Assert.Equal(start.AddHours(1), faktory.Time.GetUtcNow());

        string Time(int minute) => start.AddMinutes(minute).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_job_that_always_fails_uses_up_its_retries_as_the_clock_moves()
    {
        var attempts = new List<int>();
        var story = new Story((_, context) =>
        {
            attempts.Add(context.Attempt);
            throw new InvalidOperationException("never");
        });
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        await faktory.Client.PushAsync(Job.Create("work", 1) with { Retry = 5 }, Cancel);

        var first = await faktory.DrainAsync(Cancel);
        var rest = await faktory.AdvanceAsync(TimeSpan.FromHours(1), Cancel);

        Assert.Equal((1, WaitingFor.Retry), (first.Failed, Assert.Single(first.Waiting).For));
        Assert.Equal((5, WaitingFor.Nothing), (rest.Failed, Assert.Single(rest.Waiting).For));
        Assert.Equal([1, 2, 3, 4, 5, 6], attempts);
    }

    [Fact]
    public async Task A_month_passes_in_a_moment()
    {
        var story = new Story();
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        await faktory.Client.PushAsync(Job.Create("work", 1) with { Delay = TimeSpan.FromDays(29) }, Cancel);

        await faktory.AdvanceAsync(TimeSpan.FromDays(30), Cancel);
        await faktory.Client.PushAsync(Job.Create("work", 2), Cancel);
        await faktory.DrainAsync(Cancel);

        Assert.Equal(["work 1", "work 2"], story.Lines);
    }

    [Fact]
    public async Task A_cancelled_batch_stops_its_running_handler_when_the_clock_reaches_the_next_heartbeat()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var story = new Story((story, context) =>
        {
            started.TrySetResult();
            return context.Job.Type == "work" ? Task.Delay(Timeout.Infinite, context.CancellationToken) : Task.CompletedTask;
        });
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        var bid = await faktory.Client.StartBatchAsync(new Batch("long") { Success = Job.Create("next"), Jobs = [Job.Create("work", 1)], Cancelled = Job.Create("done") }, Cancel);
        var drain = faktory.DrainAsync(Cancel);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        await faktory.Client.CancelBatchAsync(bid, Cancel);
        faktory.Time.Advance(TimeSpan.FromSeconds(15));
        await drain;

        Assert.Equal(["work 1", "done"], story.Lines);
    }

    private static DateTimeOffset Now(JobContext context) => context.Services.GetRequiredService<TimeProvider>().GetUtcNow();
}
