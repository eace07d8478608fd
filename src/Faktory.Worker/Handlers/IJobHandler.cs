namespace Faktory;

/// <summary>Handles jobs that carry no arguments. Made anew for each job, from the job's own scope.</summary>
public interface IJobHandler
{
    /// <summary>Runs one job. Returning acknowledges it (FWP ACK); throwing fails it (FWP FAIL), and the server retries it as the job says.</summary>
    /// <param name="context">The job and what can be done with its batch.</param>
    /// <param name="cancellationToken">Cancelled when the job is to stop; <see cref="JobContext.CancellationReason"/> says why.</param>
    Task HandleAsync(JobContext context, CancellationToken cancellationToken);
}
