using Faktory.Benchmarks.EndToEnd;
using Faktory.Benchmarks.Measuring;

namespace Faktory.Benchmarks.Systems;

internal sealed record NoOp(int Number);

internal sealed record Stage(int Chain, int Number);

[JobHandler("noop")]
internal sealed class NoOpHandler(Scoreboard board) : IJobHandler<NoOp>
{
    public Task HandleAsync(NoOp args, JobContext context, CancellationToken cancellationToken)
    {
        board.Ran();
        return Task.CompletedTask;
    }
}

[JobHandler("stage")]
internal sealed class StageHandler(Scoreboard board) : IJobHandler<Stage>
{
    public Task HandleAsync(Stage args, JobContext context, CancellationToken cancellationToken)
    {
        board.StageRan(args.Chain, args.Number);
        return Task.CompletedTask;
    }
}

/// <summary>The callback of a stage: adds the next one.</summary>
[JobHandler("stage-done")]
internal sealed class StageDoneHandler(ComparisonSettings settings) : IJobHandler<Stage>
{
    public static Batch Make(int chain, int stage, int width) => new($"stage {stage}")
    {
        Jobs = Enumerable.Range(0, width).Select(_ => Job.For<StageHandler>(new Stage(chain, stage))),
        Success = Job.For<StageDoneHandler>(new Stage(chain, stage)),
    };

    public Task HandleAsync(Stage args, JobContext context, CancellationToken cancellationToken) => args.Number + 1 < Chain.Stages
        ? context.AddStageAsync(Make(args.Chain, args.Number + 1, settings.Width), cancellationToken)
        : Task.CompletedTask;
}

[JobHandler("chain-done")]
internal sealed class ChainDoneHandler : IJobHandler<Stage>
{
    public Task HandleAsync(Stage args, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
