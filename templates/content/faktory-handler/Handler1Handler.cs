using Faktory;

namespace Company.Jobs1;

/// <summary>Runs for each <see cref="Handler1"/>: to return is to be done, to throw is to be tried again later. It may run twice, so it should bear that.</summary>
[JobHandler]
public sealed class Handler1Handler(ILogger<Handler1Handler> logger) : IJobHandler<Handler1>
{
    public Task HandleAsync(Handler1 job, JobContext context, CancellationToken cancellationToken)
    {
        logger.LogInformation("{Job}", job);
        return Task.CompletedTask;
    }
}
