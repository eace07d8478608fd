using Faktory;
using Worker.Demo.Counting;
using Worker.Demo.Merging;
using Worker.Demo.Runs;

namespace Worker.Demo.Stages;

[JobHandler]
internal sealed class MergeExtensionHandler(DataFolder data) : IJobHandler<MergeExtension>
{
    public async Task HandleAsync(MergeExtension job, JobContext context, CancellationToken cancellationToken)
    {
        var run = data.Run(job.RunId);
        var files = new List<FileFacts>(job.Files.Length);
        foreach (var number in job.Files)
        {
            files.Add(await run.LoadFileFactsAsync(number, cancellationToken));
        }

        await run.SaveExtensionAsync(job.Number, ExtensionFacts.Merge(job.Extension, files), cancellationToken);
    }
}
