using Faktory;

namespace Company.FaktoryWorker._1.Greetings;

/// <summary>The smallest handler: to return is to be done, to throw is to be tried again later.</summary>
[JobHandler]
public sealed class SayHelloHandler(ILogger<SayHelloHandler> logger) : IJobHandler<SayHello>
{
    public Task HandleAsync(SayHello job, JobContext context, CancellationToken cancellationToken)
    {
        logger.LogInformation("Hello, {Name}!", job.Name);
        return Task.CompletedTask;
    }
}
