using System.Diagnostics;
using Faktory.Client;

namespace Faktory.Worker;

/// <summary>Traces and measures one worker's executions. While nobody listens it only passes them on.</summary>
internal sealed class JobTelemetry(WorkerMeter meter, HandlerTable handlers, QueueList queues, string worker, string endpoint, TimeProvider time)
{
    private static readonly ActivitySource Source = new(FaktoryWorkerTelemetry.ActivitySourceName);

    private readonly ServerPoint _server = ServerPoint.Of(endpoint);

    /// <summary>Watches an execution.</summary>
    /// <param name="runner">Runs it to its outcome; does not throw.</param>
    /// <param name="running">The job.</param>
    public ValueTask<JobOutcome> ObserveAsync(JobRunner runner, RunningJob running) =>
        Source.HasListeners() || meter.WantsJobs ? RecordAsync(runner, running) : runner.RunAsync(running);

    private async ValueTask<JobOutcome> RecordAsync(JobRunner runner, RunningJob running)
    {
        var startedAt = time.GetTimestamp();
        RecordDelay(running.Job);
        using var activity = Start(running.Job);
        var outcome = await runner.RunAsync(running);
        if (activity is { IsAllDataRequested: true })
        {
            Describe(activity, outcome);
        }

        RecordOutcome(running.Job, outcome, time.GetElapsedTime(startedAt));
        return outcome;
    }

    private Activity? Start(Job job)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        TraceContext.TryRead(job, out var creator);
        return Source.StartActivity($"{WorkerAttributes.Process} {job.Queue}", ActivityKind.Consumer, creator, Tags(job));
    }

    private ActivityTagsCollection Tags(Job job)
    {
        var tags = new ActivityTagsCollection
        {
            [MessagingNames.System] = MessagingNames.Faktory,
            [MessagingNames.OperationName] = WorkerAttributes.Process,
            [MessagingNames.OperationType] = WorkerAttributes.Process,
            [MessagingNames.Destination] = job.Queue,
            [MessagingNames.MessageId] = job.Id,
            [MessagingNames.JobType] = job.Type,
            [WorkerAttributes.Attempt] = job.Failure is { } failure ? failure.RetryCount + 2 : 1,
        };
        var callback = JobCustom.Callback(job);
        Add(MessagingNames.BatchId, callback?.BatchId ?? JobCustom.Text(job, JobCustom.Batch));
        Add(WorkerAttributes.Callback, callback?.Kind.ToString().ToLowerInvariant());
        Add(MessagingNames.ServerAddress, _server.Address);
        Add(MessagingNames.ServerPort, _server.Port);
        return tags;

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                tags[name] = value;
            }
        }
    }

    private static void Describe(Activity activity, JobOutcome outcome)
    {
        activity.SetTag(WorkerAttributes.Outcome, outcome.Name);
        if (outcome is JobOutcome.Failed failed)
        {
            activity.SetTag(MessagingNames.ErrorType, failed.ErrorType).SetStatus(ActivityStatusCode.Error, failed.Message);
        }
        else if (outcome is JobOutcome.Lost)
        {
            activity.SetTag(MessagingNames.ErrorType, nameof(CancellationReason.ReservationLost)).SetStatus(ActivityStatusCode.Error);
        }
    }

    private void RecordDelay(Job job)
    {
        if (meter.QueueDelay.Enabled && job.EnqueuedAt is { } enqueuedAt)
        {
            meter.QueueDelay.Record(
                Math.Max(0, (time.GetUtcNow() - enqueuedAt).TotalSeconds),
                new KeyValuePair<string, object?>(MessagingNames.JobType, TypeOf(job)),
                new KeyValuePair<string, object?>(MessagingNames.Destination, QueueOf(job)),
                new KeyValuePair<string, object?>(WorkerAttributes.Worker, worker));
        }
    }

    private void RecordOutcome(Job job, JobOutcome outcome, TimeSpan duration)
    {
        if (!meter.WantsJobs)
        {
            return;
        }

        var tags = new TagList
        {
            { MessagingNames.JobType, TypeOf(job) },
            { MessagingNames.Destination, QueueOf(job) },
        };
        if (outcome is JobOutcome.Failed failed)
        {
            tags.Add(MessagingNames.ErrorType, failed.ErrorType);
        }

        var jobs = tags;
        jobs.Add(WorkerAttributes.Outcome, outcome.Name);
        jobs.Add(WorkerAttributes.Worker, worker);
        meter.Jobs.Add(1, jobs);
        tags.Add(MessagingNames.System, MessagingNames.Faktory);
        tags.Add(MessagingNames.OperationName, WorkerAttributes.Process);
        if (_server.Address is { } address)
        {
            tags.Add(MessagingNames.ServerAddress, address);
            tags.Add(MessagingNames.ServerPort, _server.Port);
        }

        meter.ProcessDuration.Record(duration.TotalSeconds, tags);
    }

    private string TypeOf(Job job) => handlers.TryGet(job.Type, out _) ? job.Type : MessagingNames.Others;

    private string QueueOf(Job job) => queues.Names.Contains(job.Queue) ? job.Queue : MessagingNames.Others;
}
