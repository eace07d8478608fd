namespace Faktory;

/// <summary>Handles jobs with arguments and returns a result. Made anew for each job, from the job's own scope.</summary>
/// <typeparam name="TArgs">What the job's arguments are bound to, as in <see cref="IJobHandler{TArgs}"/>.</typeparam>
/// <typeparam name="TResult">
/// What the job results in, written as JSON. The result of a job in a batch is kept as long as the batch, where the server has the extension, and read
/// with <see cref="IFaktoryClient.GetBatchResultsAsync"/>: at most 64 KiB, a larger one fails the job. Outside a batch it is dropped.
/// </typeparam>
public interface IJobHandler<in TArgs, TResult>
{
    /// <summary>Runs one job. Returning acknowledges it (FWP ACK); throwing fails it (FWP FAIL), and the server retries it as the job says.</summary>
    /// <param name="args">The job's arguments.</param>
    /// <param name="context">The job and what can be done with its batch.</param>
    /// <param name="cancellationToken">Cancelled when the job is to stop; <see cref="JobContext.CancellationReason"/> says why.</param>
    Task<TResult> HandleAsync(TArgs args, JobContext context, CancellationToken cancellationToken);
}
