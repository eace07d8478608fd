using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Testing.Tests.Hosts;

public sealed class WaitForBatchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_three_stage_chain_runs_to_its_end()
    {
        var story = new Story((_, context) => (context.Job.Type, context.Job.Args.GetArrayLength()) switch
        {
            ("next", > 0) when context.Job.Args[0].GetInt32() is < 3 and var stage => context.AddStageAsync(Stage(stage + 1), Cancel),
            _ => Task.CompletedTask,
        });
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);

        var bid = await faktory.Client.StartBatchAsync(new Batch("chain") { Success = Job.Create("done"), Children = [Stage(1)] }, Cancel);
        var status = await faktory.WaitForBatchAsync(bid, Cancel);

        Assert.Equal((BatchState.Succeeded, bid), (status.State, status.Id));
        Assert.Equal(["work 1", "work 1", "next 1", "work 2", "work 2", "next 2", "work 3", "work 3", "next 3", "done"], story.Lines);

        static Batch Stage(int number) => new($"stage {number}") { Jobs = [Job.Create("work", number), Job.Create("work", number)], Success = Job.Create("next", number) };
    }

    [Fact]
    public async Task A_retry_is_told_with_its_time_and_its_error()
    {
        var story = new Story((_, context) => context is { Attempt: 1, Job.Type: "work" } ? throw new InvalidOperationException("no luck") : Task.CompletedTask);
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        var job = Job.Create("work", 1);
        var bid = await faktory.Client.StartBatchAsync(new Batch("import") { Success = Job.Create("done"), Children = [new Batch("part") { Jobs = [job] }] }, Cancel);

        var error = await Assert.ThrowsAsync<FaktoryException>(() => faktory.WaitForBatchAsync(bid, Cancel));

        Assert.StartsWith($"Batch \"import\" ({bid}) is Failing and cannot finish now", error.Message, StringComparison.Ordinal);
        Assert.Matches($"In Batch \"part\" \\(.+\\): work \\({job.Id}\\) runs again at .+ UTC after attempt 1 failed with System.InvalidOperationException: no luck AdvanceAsync", error.Message);
        await faktory.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.Equal(BatchState.Succeeded, (await faktory.WaitForBatchAsync(bid, Cancel)).State);
    }

    [Fact]
    public async Task A_dead_job_is_told_and_finishes_the_batch_when_it_is_retried()
    {
        var isRepaired = false;
        var story = new Story((_, context) => isRepaired ? Task.CompletedTask : throw new InvalidOperationException("broken"));
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        var bid = await faktory.Client.StartBatchAsync(new Batch("import") { Success = Job.Create("done"), Jobs = [Job.Create("work", 1) with { Retry = -1 }] }, Cancel);

        var error = await Assert.ThrowsAsync<FaktoryException>(() => faktory.WaitForBatchAsync(bid, Cancel));
        Assert.Contains($"is dead after attempt 1 failed with System.InvalidOperationException: broken RetryBatchAsync(\"{bid}\") runs it again.", error.Message, StringComparison.Ordinal);

        isRepaired = true;
        await faktory.Client.RetryBatchAsync(bid, Cancel);
        Assert.Equal(BatchState.Succeeded, (await faktory.WaitForBatchAsync(bid, Cancel)).State);
    }

    [Fact]
    public async Task A_batch_that_nobody_committed_is_told()
    {
        var story = new Story();
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        await using var batch = await faktory.Client.BeginBatchAsync(new Batch("streamed") { Success = Job.Create("done") }, Cancel);
        await batch.PushAsync(Job.Create("work", 1), Cancel);

        var error = await Assert.ThrowsAsync<FaktoryException>(() => faktory.WaitForBatchAsync(batch.Id, Cancel));

        Assert.Contains("is not committed", error.Message, StringComparison.Ordinal);
        await batch.CommitAsync(Cancel);
        Assert.Equal(BatchState.Succeeded, (await faktory.WaitForBatchAsync(batch.Id, Cancel)).State);
        Assert.Equal(["work 1", "done"], story.Lines);
    }

    [Fact]
    public async Task Scheduled_unfetched_and_discarded_jobs_are_told()
    {
        var story = new Story((_, context) => throw new InvalidOperationException("no luck"));
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        var bid = await faktory.Client.StartBatchAsync(
            new Batch("mixed")
            {
                Complete = Job.Create("done"),
                Children =
                [
                    new Batch("later") { Jobs = [Job.Create("work", 1) with { Delay = TimeSpan.FromDays(1) }] },
                    new Batch("elsewhere") { Jobs = [Job.Create("work", 2) with { Queue = "elsewhere" }] },
                    new Batch("lost") { Jobs = [Job.Create("work", 3) with { Retry = 0 }] },
                ],
            },
            Cancel);

        var error = await Assert.ThrowsAsync<FaktoryException>(() => faktory.WaitForBatchAsync(bid, Cancel));

        Assert.Contains("is scheduled for", error.Message, StringComparison.Ordinal);
        Assert.Contains("waits in queue \"elsewhere\", which no worker fetches now", error.Message, StringComparison.Ordinal);
        Assert.Matches("Batch \"lost\" \\(.+\\) has 1 jobs that were discarded", error.Message);
    }

    [Fact]
    public async Task A_cancelled_batch_is_finished()
    {
        var story = new Story();
        await using var faktory = await FaktoryTestHost.StartAsync(story.AddTo);
        var bid = await faktory.Client.StartBatchAsync(new Batch("import") { Success = Job.Create("next"), Cancelled = Job.Create("done"), Jobs = [Job.Create("work", 1)] }, Cancel);

        await faktory.Client.CancelBatchAsync(bid, Cancel);

        Assert.Equal(BatchState.Cancelled, (await faktory.WaitForBatchAsync(bid, Cancel)).State);
        Assert.Equal(["done"], story.Lines);
    }

    [Fact]
    public async Task An_unknown_batch_is_an_error()
    {
        await using var faktory = await FaktoryTestHost.StartAsync(services => services.AddFaktoryClient());

        var error = await Assert.ThrowsAsync<FaktoryException>(() => faktory.WaitForBatchAsync("b-unknown", Cancel));

        Assert.StartsWith("The server knows no batch b-unknown.", error.Message, StringComparison.Ordinal);
    }
}
