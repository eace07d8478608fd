using Faktory.Protocol;
using Microsoft.Extensions.Logging;

namespace Faktory.Client;

/// <summary>The last steps before a job is written: rules, time, membership, trace.</summary>
internal sealed partial class JobPreparation(TimeProvider time, ILogger logger)
{
    private readonly TraceContext _traces = new();
    private int _hasWarned;

    /// <param name="original">What the program pushed.</param>
    /// <param name="job">What the middleware made of it.</param>
    /// <param name="membership">The batch it joins; null for none.</param>
    /// <exception cref="ArgumentException">The job breaks a rule.</exception>
    public Job Prepare(Job original, Job job, BatchMembership? membership = null)
    {
        JobRules.Check(job);
        if (membership is not null)
        {
            job = membership.Join(original, job);
            WarnOfDiscard(job);
        }

        job = _traces.Inject(job);
        return job.Delay is { } delay ? job with { At = time.GetUtcNow() + delay, Delay = null } : job;
    }

    /// <exception cref="ArgumentException">The callback breaks a rule.</exception>
    public static Job PrepareCallback(Job job)
    {
        JobRules.Check(job, isCallback: true);
        return job;
    }

    /// <summary>Lets a callback, which the server pushes later, belong to the trace of whoever creates its batch.</summary>
    public Job? Trace(Job? callback) => callback is null ? null : _traces.Inject(callback);

    public void WarnOfDiscard(Job member)
    {
        if (member.Retry == 0 && Interlocked.Exchange(ref _hasWarned, 1) == 0)
        {
            LogDiscard(logger, member.Id, member.Type);
        }
    }

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "Job {JobId} of type {JobType} is a member of a batch and has Retry 0: if it fails it is discarded, and the batch can never succeed. (Said once.)")]
    private static partial void LogDiscard(ILogger logger, string jobId, string jobType);
}
