using System.Diagnostics;

namespace Faktory.Client;

/// <summary>The span of one operation that creates jobs. What it knows only in the end, it says in the end.</summary>
internal sealed class PushSpan(Activity activity, string operation) : IDisposable
{
    // Exporters keep no more, and a push may be of millions.
    private const int MaxLinks = 128;

    private int _links;
    private long _jobs;
    private string? _onlyJob;
    private string? _queue;
    private bool _hasQueues;

    /// <summary>Takes note of a job that goes out with it. One that somebody else has created, and that is only passed on, is linked to.</summary>
    /// <param name="job">The job as the program gave it.</param>
    /// <param name="jobId">The id that it goes out with.</param>
    public void Carry(Job job, string jobId)
    {
        _jobs++;
        if (!activity.IsAllDataRequested)
        {
            return;
        }

        _onlyJob = jobId;
        _hasQueues |= _queue is not null && _queue != job.Queue;
        _queue = job.Queue;
        if (TraceContext.TryRead(job, out var creator) && creator.SpanId != activity.SpanId && _links++ < MaxLinks)
        {
            activity.AddLink(new ActivityLink(creator));
        }
    }

    /// <summary>Takes note of the batch that was created, or filled.</summary>
    public void Describe(string batchId, string description) =>
        activity.SetTag(MessagingNames.BatchId, batchId).SetTag(MessagingNames.BatchDescription, description);

    /// <summary>It came to nothing.</summary>
    public void Fail(Exception reason) =>
        activity.SetTag(MessagingNames.ErrorType, reason.GetType().FullName).SetStatus(ActivityStatusCode.Error, reason.Message);

    public void Dispose()
    {
        if (activity.IsAllDataRequested && _jobs > 0)
        {
            if (_jobs == 1)
            {
                activity.SetTag(MessagingNames.MessageId, _onlyJob);
            }
            else
            {
                activity.SetTag(MessagingNames.MessageCount, _jobs);
            }

            if (!_hasQueues)
            {
                activity.SetTag(MessagingNames.Destination, _queue);
                activity.DisplayName = $"{operation} {_queue}";
            }
        }

        activity.Dispose();
    }
}
