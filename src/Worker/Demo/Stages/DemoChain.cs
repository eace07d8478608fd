using Faktory;
using Worker.Demo.Runs;

namespace Worker.Demo.Stages;

/// <summary>
/// The chain: <see cref="CountFile"/> for each file, then <see cref="FilesCounted"/> adds <see cref="MergeExtension"/> for each
/// extension, then <see cref="ExtensionsMerged"/> adds <see cref="WriteReport"/>, then <see cref="RunFinished"/>.
/// </summary>
internal static class DemoChain
{
    /// <summary>Starts the chain of a run. The key makes a repeated call return the same chain.</summary>
    /// <returns>The id of the root batch.</returns>
    public static Task<string> StartAsync(IFaktoryClient jobs, DemoRun run, IReadOnlyList<string> files, CancellationToken cancellationToken) =>
        jobs.StartBatchAsync(new Batch($"demo of {run.Input}")
        {
            Key = $"demo-{run.Id}",
            Success = Job.For<RunFinished>(run),
            Children =
            [
                new Batch("1 count files")
                {
                    Jobs = files.Select((path, number) => Job.From(new CountFile(run.Id, number, run.Input, path))),
                    Success = Job.For<FilesCounted>(run),
                },
            ],
        }, cancellationToken);
}
