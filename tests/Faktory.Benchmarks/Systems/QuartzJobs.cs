using System.Globalization;
using Faktory.Benchmarks.EndToEnd;
using Faktory.Benchmarks.Measuring;
using Quartz;

namespace Faktory.Benchmarks.Systems;

internal sealed class QuartzNoOp(Scoreboard board) : IJob
{
    public static readonly JobKey Key = new("noop");

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        board.Ran();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Quartz has no batches: the last job of a stage, by a count in memory, triggers the next stage.</summary>
internal sealed class QuartzStage(Scoreboard board, ComparisonSettings settings) : IJob
{
    public static readonly JobKey Key = new("stage");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var (chain, stage) = (Number(context, "chain"), Number(context, "stage"));
        if (board.StageRan(chain, stage) && stage + 1 < Chain.Stages)
        {
            await BeginAsync(context.Scheduler, chain, stage + 1, settings.Width, cancellationToken);
        }
    }

    public static async Task BeginAsync(IScheduler scheduler, int chain, int stage, int width, CancellationToken cancellationToken)
    {
        for (var job = 0; job < width; job++)
        {
            await scheduler.TriggerJob(Key, new JobDataMap { ["chain"] = Text(chain), ["stage"] = Text(stage) }, cancellationToken);
        }
    }

    private static int Number(IJobExecutionContext context, string key) => int.Parse(context.MergedJobDataMap.GetString(key)!, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
