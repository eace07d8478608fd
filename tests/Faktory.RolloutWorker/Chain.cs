namespace Faktory.RolloutWorker;

/// <summary>A chain of three stages; the second, with more jobs than the others, is built one push at a time.</summary>
public static class Chain
{
    /// <summary>How many jobs each stage has.</summary>
    public static readonly IReadOnlyList<int> Stages = [2, 6, 1];

    public static Batch Define(int chain) => new($"chain {chain}")
    {
        Key = $"chain-{chain}",
        Success = Job.For<ChainDone>(chain),
        Children = [new Batch("1") { Jobs = JobsOf(chain, 1), Success = Job.For<FirstStageDone>(chain) }],
    };

    internal static IEnumerable<Job> JobsOf(int chain, int stage) =>
        Enumerable.Range(0, Stages[stage - 1]).Select(number => Job.For<StepJob>(new Step(chain, stage, number)));
}

/// <summary>Which job of a chain it is.</summary>
public sealed record Step(int Chain, int Stage, int Number);

[JobHandler(Type)]
public sealed class StepJob : IJobHandler<Step>
{
    public const string Type = "rollout.step";

    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(20);

    public Task HandleAsync(Step step, JobContext context, CancellationToken cancellationToken) => Task.Delay(Length, cancellationToken);
}

[JobHandler(Type)]
public sealed class FirstStageDone : IJobHandler<int>
{
    public const string Type = "rollout.first-stage-done";

    /// <summary>As for reading what the job is about; the process may end between any two of them.</summary>
    private static readonly TimeSpan BetweenPushes = TimeSpan.FromMilliseconds(50);

    public async Task HandleAsync(int chain, JobContext context, CancellationToken cancellationToken)
    {
        await using var parent = await context.OpenParentBatchAsync(cancellationToken);
        await using var stage = await parent.BeginStageAsync(new Batch("2") { Success = Job.For<SecondStageDone>(chain) }, cancellationToken);
        foreach (var job in Chain.JobsOf(chain, 2))
        {
            await stage.PushAsync(job, cancellationToken);
            await Task.Delay(BetweenPushes, cancellationToken);
        }

        await stage.CommitAsync(cancellationToken);
    }
}

[JobHandler("rollout.second-stage-done")]
public sealed class SecondStageDone : IJobHandler<int>
{
    public Task HandleAsync(int chain, JobContext context, CancellationToken cancellationToken) =>
        context.AddStageAsync(new Batch("3") { Jobs = Chain.JobsOf(chain, 3) }, cancellationToken);
}

[JobHandler(Type)]
public sealed class ChainDone : IJobHandler<int>
{
    public const string Type = "rollout.chain-done";

    public Task HandleAsync(int chain, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
