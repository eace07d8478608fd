using Faktory;
using Worker.Demo.Merging;
using Worker.Demo.Runs;

namespace Worker.Demo.Stages;

/// <summary>Success callback of stage 1: opens the parent batch and adds stage 2, one job per file extension.</summary>
[JobHandler("demo.files-counted")]
internal sealed class FilesCounted(DataFolder data) : IJobHandler<DemoRun>
{
    public async Task HandleAsync(DemoRun run, JobContext context, CancellationToken cancellationToken)
    {
        var files = await data.Run(run.Id).LoadFilesAsync(cancellationToken);
        var extensions = files
            .Index()
            .GroupBy(file => FileExtension.Of(file.Item), file => file.Index)
            .Select((group, number) => new MergeExtension(run.Id, number, group.Key, [.. group]));

        await using var chain = await context.OpenParentBatchAsync(cancellationToken);
        await chain.AddStageAsync(new Batch("2 merge extensions")
        {
            Jobs = extensions.Select(Job.From),
            Success = Job.For<ExtensionsMerged>(run),
        }, cancellationToken);
    }
}
