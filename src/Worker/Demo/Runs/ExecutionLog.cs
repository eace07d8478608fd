using Faktory;

namespace Worker.Demo.Runs;

/// <summary>
/// Notes every execution of a job before it begins, one line each, so that anyone can see afterwards what ran, and what ran
/// again after the process was killed.
/// </summary>
internal sealed class ExecutionLog(DataFolder data) : IJobMiddleware
{
    private readonly Lock _oneLineAtATime = new();

    /// <summary>Notes the job, then runs it. Every job of the chain has its run's id as its first argument.</summary>
    public Task InvokeAsync(JobContext context, JobDelegate next)
    {
        var job = context.Job;
        var file = data.Run(job.Args[0].GetString()!).Executions;
        lock (_oneLineAtATime)
        {
            File.AppendAllText(file, $"{job.Type} {job.Id} {job.Args.GetRawText()}\n");
        }

        return next(context);
    }
}
