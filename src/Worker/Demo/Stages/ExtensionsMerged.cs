using Faktory;
using Worker.Demo.Runs;

namespace Worker.Demo.Stages;

/// <summary>Success callback of stage 2: adds stage 3. <c>AddStageAsync</c> on the context opens the parent batch by itself; a last stage needs no callback.</summary>
[JobHandler("demo.extensions-merged")]
internal sealed class ExtensionsMerged : IJobHandler<DemoRun>
{
    public Task HandleAsync(DemoRun run, JobContext context, CancellationToken cancellationToken) =>
        context.AddStageAsync(new Batch("3 write report") { Jobs = [Job.For<WriteReport>(run)] }, cancellationToken);
}
