using Faktory;
using Worker.Demo.Counting;
using Worker.Demo.Runs;

namespace Worker.Demo.Stages;

[JobHandler]
internal sealed class CountFileHandler(DataFolder data) : IJobHandler<CountFile>
{
    public async Task HandleAsync(CountFile job, JobContext context, CancellationToken cancellationToken)
    {
        var facts = await FileCounter.CountAsync(job.Input, job.Path, cancellationToken);
        await data.Run(job.RunId).SaveFileFactsAsync(job.Number, facts, cancellationToken);
    }
}
