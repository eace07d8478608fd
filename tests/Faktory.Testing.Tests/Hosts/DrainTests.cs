using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Faktory.Testing.Tests.Hosts;

public sealed class DrainTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_run_while_the_test_drains_and_at_no_other_time()
    {
        var story = new Story();
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        await faktory.DrainAsync(Cancel);

        await faktory.Client.PushAsync(Job.Create("work", 1), Cancel);
        await faktory.Client.PushAsync(Job.Create("work", 2), Cancel);
        Assert.Empty(story.Lines);
        var first = await faktory.DrainAsync(Cancel);
        var second = await faktory.DrainAsync(Cancel);

        Assert.Equal(["work 1", "work 2"], story.Lines.Order());
        Assert.Equal((2, 0, 0), (first.Succeeded, first.Failed, first.Waiting.Count));
        Assert.Equal(0, second.Ran);
    }

    [Fact]
    public async Task What_a_job_pushes_runs_in_the_same_drain()
    {
        var story = new Story((_, context) => context.Job.Args[0].GetInt32() is > 0 and var left
            ? context.Services.GetRequiredService<IFaktoryClient>().PushAsync(Job.Create("work", left - 1), Cancel).AsTask()
            : Task.CompletedTask);
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        await faktory.Client.PushAsync(Job.Create("work", 50), Cancel);

        var drained = await faktory.DrainAsync(Cancel);

        Assert.Equal(51, drained.Succeeded);
        Assert.Equal(51, faktory.Pushed.Count);
    }

    [Fact]
    public async Task Ten_thousand_jobs_run_once_each()
    {
        var story = new Story();
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        await faktory.Client.PushManyAsync(Enumerable.Range(0, 10_000).Select(number => Job.Create("work", number)), Cancel);

        var drained = await faktory.DrainAsync(Cancel);

        Assert.Equal(10_000, drained.Succeeded);
        Assert.Equal(10_000, story.Lines.Distinct().Count());
    }

    [Fact]
    public async Task What_is_left_is_told_job_by_job()
    {
        var story = new Story((_, context) => context.Job.Args[0].GetInt32() == 1 ? throw new InvalidOperationException("no luck") : Task.CompletedTask);
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        await faktory.Client.PushAsync(Job.Create("work", 1), Cancel);
        await faktory.Client.PushAsync(Job.Create("work", 1) with { Retry = -1 }, Cancel);
        await faktory.Client.PushAsync(Job.Create("work", 2) with { Queue = "elsewhere" }, Cancel);
        await faktory.Client.PushAsync(Job.Create("work", 3) with { Delay = TimeSpan.FromHours(1) }, Cancel);
        var due = faktory.Time.GetUtcNow() + TimeSpan.FromHours(1);

        var drained = await faktory.DrainAsync(Cancel);

        Assert.Equal((0, 2), (drained.Succeeded, drained.Failed));
        Assert.Equal([WaitingFor.Worker, WaitingFor.Time, WaitingFor.Retry, WaitingFor.Nothing], drained.Waiting.Select(job => job.For));
        Assert.Equal(due, drained.Waiting[1].DueAt!.Value, TimeSpan.FromMilliseconds(1));
        Assert.Equal("no luck", drained.Waiting[2].Job.Failure!.Message);
        Assert.Contains("waits in queue \"elsewhere\", which no worker fetches now.", drained.ToString(), StringComparison.Ordinal);
        Assert.Contains("is dead after attempt 1 failed with System.InvalidOperationException: no luck", drained.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paused_queue_is_named_and_runs_when_it_is_resumed()
    {
        var story = new Story();
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        var admin = faktory.Services.GetRequiredService<IFaktoryAdmin>();
        await faktory.Client.PushAsync(Job.Create("work", 1), Cancel);
        await admin.PauseAsync("default", Cancel);

        var paused = await faktory.DrainAsync(Cancel);
        await admin.ResumeAsync("default", Cancel);
        await faktory.DrainAsync(Cancel);

        Assert.EndsWith("waits in queue \"default\", which is paused.", Assert.Single(paused.Waiting).ToString(), StringComparison.Ordinal);
        Assert.Equal(["work 1"], story.Lines);
    }

    [Fact]
    public async Task A_handler_that_waits_for_the_clock_is_named_instead_of_waited_for_without_end()
    {
        var story = new Story((_, context) => Task.Delay(TimeSpan.FromMinutes(5), context.Services.GetRequiredService<TimeProvider>(), context.CancellationToken));
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        faktory.Patience = TimeSpan.FromMilliseconds(200);
        var pushed = await faktory.Client.PushAsync(Job.Create("work", 1), Cancel);

        var error = await Assert.ThrowsAsync<TimeoutException>(() => faktory.DrainAsync(Cancel));
        Assert.Contains($"these handlers run: work ({pushed.JobId})", error.Message, StringComparison.Ordinal);

        faktory.Patience = TimeSpan.FromSeconds(30);
        faktory.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, (await faktory.DrainAsync(Cancel)).Succeeded);
    }

    [Fact]
    public async Task A_host_whose_handler_never_ends_can_be_disposed()
    {
        var story = new Story((_, context) => Task.Delay(Timeout.Infinite, context.CancellationToken));
        var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        faktory.Patience = TimeSpan.FromMilliseconds(100);
        await faktory.Client.PushAsync(Job.Create("work", 1), Cancel);
        await Assert.ThrowsAsync<TimeoutException>(() => faktory.DrainAsync(Cancel));

        await faktory.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.Equal(["work 1"], story.Lines);
    }

    [Fact]
    public async Task Several_hosts_run_side_by_side_in_one_process()
    {
        var stories = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            var story = new Story();
            await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
            await faktory.Client.PushManyAsync(Enumerable.Range(0, 20).Select(_ => Job.Create("work", number)), Cancel);
            await faktory.Client.PushAsync(Job.Create("done") with { Delay = TimeSpan.FromDays(number + 1) }, Cancel);
            await faktory.AdvanceAsync(TimeSpan.FromDays(number + 1), Cancel);
            return (number, story, left: (await faktory.DrainAsync(Cancel)).Waiting);
        }));

        Assert.All(stories, host =>
        {
            Assert.Equal([.. Enumerable.Repeat($"work {host.number}", 20), "done"], host.story.Lines);
            Assert.Empty(host.left);
        });
    }

    [Fact]
    public async Task A_host_without_workers_takes_jobs_and_runs_none()
    {
        await using var faktory = await FaktoryTestHost.StartAsync(services => services.AddFaktoryClient());

        await faktory.Client.PushAsync(Job.Create("work", 1), Cancel);
        var drained = await faktory.DrainAsync(Cancel);

        Assert.Equal(WaitingFor.Worker, Assert.Single(drained.Waiting).For);
    }

    [Fact]
    public async Task A_clock_that_the_test_registers_is_the_one_clock()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 12, 31, 23, 59, 0, TimeSpan.Zero));
        DateTimeOffset? seen = null;
        var story = new Story((_, context) =>
        {
            seen = context.Services.GetRequiredService<TimeProvider>().GetUtcNow();
            return Task.CompletedTask;
        });
        await using var faktory = await FaktoryTestHost.StartAsync(
            services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                story.AddTo(services);
            });

        await faktory.Client.PushAsync(Job.Create("work", 1) with { At = new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero) }, Cancel);
        await faktory.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.Same(clock, faktory.Time);
        Assert.Equal(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero), seen);
    }
}
