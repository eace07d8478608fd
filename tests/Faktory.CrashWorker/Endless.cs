namespace Faktory.CrashWorker;

/// <summary>A job that ends only when it is told to; its beginning is a line on the output.</summary>
[JobHandler(Type)]
public sealed class Endless : IJobHandler
{
    public const string Type = "crash.endless";

    public const string Started = "started ";

    public async Task HandleAsync(JobContext context, CancellationToken cancellationToken)
    {
        Console.WriteLine(Started + context.Job.Id);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
