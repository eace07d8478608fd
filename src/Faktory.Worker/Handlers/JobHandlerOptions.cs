using Faktory.Worker;

namespace Faktory;

/// <summary>Settings of one handler, in the worker that it is added to.</summary>
public sealed class JobHandlerOptions
{
    /// <summary>
    /// The job type of a handler whose attributes name none; both is an error at start. <c>Job.For</c> does not know it: jobs for such a handler are made with
    /// <c>Job.Create</c>. Not for <c>MapJob</c>, which has a type already.
    /// </summary>
    /// <value>Null: as the attributes say.</value>
    public string? Type { get; set; }

    /// <summary>
    /// How many jobs of this handler run at the same time in this worker, at least 1; for a limit over all workers use a throttle of the server.
    /// A job beyond it is kept, reserved, in one of the worker's slots and starts when one before it has ended, first come first served; it is handed
    /// back unstarted when the worker stops. While such jobs hold a quarter of the slots, the worker leaves out their queues when it fetches, so that the jobs of
    /// other queues go on: give a handler with a low limit a queue of its own.
    /// </summary>
    /// <value>Null: as many as the worker has slots.</value>
    public int? MaxConcurrency { get; set; }

    /// <summary>How long one execution may take; it counts from when the handler starts, and goes before <see cref="JobDefaultsAttribute.TimeoutSeconds"/> and <see cref="FaktoryWorkerOptions.JobTimeout"/>. After it the job fails as <c>JobTimeout</c>.</summary>
    /// <value>Null: as the attributes say, then as the worker's options say.</value>
    public TimeSpan? Timeout { get; set; }

    /// <summary>The rules of <c>OnException</c>.</summary>
    internal ExceptionRules Errors { get; } = new();

    /// <summary>Decides what becomes of a job when the handler throws a <typeparamref name="TException"/>. The rule for the most derived type wins; a handler's own rules go before the worker's.</summary>
    /// <param name="action">What becomes of it.</param>
    public JobHandlerOptions OnException<TException>(FailureAction action)
        where TException : Exception
    {
        Errors.Add<TException>(action);
        return this;
    }

    /// <inheritdoc cref="OnException{TException}(FailureAction)"/>
    /// <param name="decide">Decides case by case.</param>
    public JobHandlerOptions OnException<TException>(Func<TException, JobContext, FailureAction> decide)
        where TException : Exception
    {
        Errors.Add(decide);
        return this;
    }
}
