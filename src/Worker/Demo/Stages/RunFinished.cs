using Faktory;
using Worker.Demo.Runs;

namespace Worker.Demo.Stages;

/// <summary>Success callback of the whole chain: marks the run as finished.</summary>
[JobHandler("demo.run-finished")]
internal sealed class RunFinished(DataFolder data) : IJobHandler<DemoRun>
{
    public async Task HandleAsync(DemoRun run, JobContext context, CancellationToken cancellationToken)
    {
        var folder = data.Run(run.Id);
        var totals = await folder.LoadTotalsAsync(cancellationToken);
        await folder.SaveFinishedAsync(new FinishedRun(context.Callback!.BatchId, totals), cancellationToken);
    }
}
