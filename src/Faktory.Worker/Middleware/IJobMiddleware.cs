namespace Faktory;

/// <summary>Stands around every job of a worker. Taken from the job's scope; the first one added is the outermost.</summary>
public interface IJobMiddleware
{
    /// <summary>Runs around a job.</summary>
    /// <param name="context">The job.</param>
    /// <param name="next">The rest, the handler last. Not calling it leaves the job unrun, and acknowledged.</param>
    Task InvokeAsync(JobContext context, JobDelegate next);
}
