using Faktory;

namespace Worker.Service;

/// <summary>The smallest handler. A producer in any language runs it by pushing a job of type <c>hello</c>.</summary>
[JobHandler]
internal sealed partial class SayHelloHandler(ILogger<SayHelloHandler> logger) : IJobHandler<SayHello>
{
    public Task HandleAsync(SayHello job, JobContext context, CancellationToken cancellationToken)
    {
        LogHello(job.Name);
        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "Hello, {Name}!")]
    private partial void LogHello(string name);
}
