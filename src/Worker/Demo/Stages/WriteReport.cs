using Faktory;
using Worker.Demo.Reporting;
using Worker.Demo.Runs;

namespace Worker.Demo.Stages;

/// <summary>Stage 3: write the reports.</summary>
[JobHandler("demo.write-report")]
internal sealed class WriteReport(DataFolder data) : IJobHandler<DemoRun>
{
    public async Task HandleAsync(DemoRun run, JobContext context, CancellationToken cancellationToken)
    {
        var folder = data.Run(run.Id);
        var report = Report.Create(run.Input, await folder.LoadExtensionsAsync(cancellationToken));
        await new ReportFiles(run.Output).WriteAsync(report, cancellationToken);
        await folder.SaveTotalsAsync(report.Totals, cancellationToken);
    }
}
