using Faktory;

namespace Faktory.CrashWorker;

/// <summary>A chain of two stages whose second is built one push at a time, so that its builder can be killed after any of them.</summary>
public static class Chain
{
    public const int JobsInStageTwo = 5;

    public static Batch Define(string name) => new(name)
    {
        Key = name,
        Success = Job.For<ChainFinished>(),
        Children = [new Batch("1") { Jobs = [Job.For<StageOne>()], Success = Job.For<StageOneDone>() }],
    };
}

[JobHandler("crash.stage-one")]
public sealed class StageOne : IJobHandler
{
    public Task HandleAsync(JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}

[JobHandler("crash.stage-one-done")]
public sealed class StageOneDone(ICrashPoint crash) : IJobHandler
{
    public async Task HandleAsync(JobContext context, CancellationToken cancellationToken)
    {
        await using var parent = await context.OpenParentBatchAsync(cancellationToken);
        crash.Reached(CrashMoment.ParentOpened);
        await using var stage = await parent.BeginStageAsync(new Batch("2"), cancellationToken);
        for (var number = 0; number < Chain.JobsInStageTwo; number++)
        {
            crash.Reached(CrashMoment.BeforePush + number);
            await stage.PushAsync(Job.For<StageTwo>(number), cancellationToken);
        }

        crash.Reached(CrashMoment.AllPushed);
        await stage.CommitAsync(cancellationToken);
        crash.Reached(CrashMoment.Committed);
    }
}

[JobHandler("crash.stage-two")]
public sealed class StageTwo(ICrashPoint crash) : IJobHandler<int>
{
    public Task HandleAsync(int number, JobContext context, CancellationToken cancellationToken)
    {
        crash.Executed(number);
        return Task.CompletedTask;
    }
}

[JobHandler("crash.chain-finished")]
public sealed class ChainFinished(ICrashPoint crash) : IJobHandler
{
    public Task HandleAsync(JobContext context, CancellationToken cancellationToken)
    {
        crash.Finished();
        return Task.CompletedTask;
    }
}
