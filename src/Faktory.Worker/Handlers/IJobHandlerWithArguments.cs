namespace Faktory;

/// <summary>Handles jobs with arguments. Made anew for each job, from the job's own scope.</summary>
/// <typeparam name="TArgs">
/// What the job's arguments are bound to: a record or class with one constructor takes them by position, a class with a parameterless
/// constructor takes one JSON object, a scalar or a collection takes the first argument, <see cref="System.Text.Json.JsonElement"/> takes the whole array.
/// </typeparam>
public interface IJobHandler<in TArgs>
{
    /// <summary>Runs one job. Returning acknowledges it (FWP ACK); throwing fails it (FWP FAIL), and the server retries it as the job says.</summary>
    /// <param name="args">The job's arguments.</param>
    /// <param name="context">The job and what can be done with its batch.</param>
    /// <param name="cancellationToken">Cancelled when the job is to stop; <see cref="JobContext.CancellationReason"/> says why.</param>
    Task HandleAsync(TArgs args, JobContext context, CancellationToken cancellationToken);
}
