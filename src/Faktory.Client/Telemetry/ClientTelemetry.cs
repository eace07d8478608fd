using System.Diagnostics;
using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>What one client tells of its pushes. Costs nothing worth mentioning while nobody listens.</summary>
internal sealed class ClientTelemetry(ClientMeter meter, string endpoint, TimeProvider time)
{
    private static readonly ActivitySource Source = new(FaktoryClientTelemetry.ActivitySourceName);

    private readonly ServerPoint _server = ServerPoint.Of(endpoint);

    /// <summary>Starts the span of an operation that creates jobs; it is the current activity until it is disposed.</summary>
    /// <param name="operation">What is done.</param>
    /// <param name="queue">Where the jobs go, if that is known beforehand.</param>
    /// <returns>Null when nobody wants it.</returns>
    public PushSpan? Start(string operation, string? queue = null)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var tags = new ActivityTagsCollection
        {
            [MessagingNames.System] = MessagingNames.Faktory,
            [MessagingNames.OperationName] = operation,
            [MessagingNames.OperationType] = MessagingNames.Send,
        };
        Add(MessagingNames.Destination, queue);
        Add(MessagingNames.ServerAddress, _server.Address);
        Add(MessagingNames.ServerPort, _server.Port);
        var activity = Source.StartActivity(queue is null ? operation : $"{operation} {queue}", ActivityKind.Producer, default(ActivityContext), tags);
        return activity is null ? null : new PushSpan(activity, operation);

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                tags[name] = value;
            }
        }
    }

    /// <summary>Measures one command with one job.</summary>
    public Task<Reply> MeasureAsync(string operation, Job job, Task<Reply> reply) =>
        meter.IsEnabled ? RecordAsync(operation, meter.Queues.Of(job.Queue), 1, time.GetTimestamp(), reply) : reply;

    /// <summary>Measures one command with many jobs.</summary>
    public Task<Reply> MeasureAsync(string operation, IReadOnlyList<GatheredPush> jobs, Task<Reply> reply) =>
        meter.IsEnabled ? RecordAsync(operation, SharedQueue(jobs), jobs.Count, time.GetTimestamp(), reply) : reply;

    private string? SharedQueue(IReadOnlyList<GatheredPush> jobs) =>
        jobs.Count > 0 && jobs.All(push => push.Job!.Queue == jobs[0].Job!.Queue) ? meter.Queues.Of(jobs[0].Job!.Queue) : null;

    private async Task<Reply> RecordAsync(string operation, string? queue, int count, long startedAt, Task<Reply> sent)
    {
        try
        {
            var reply = await sent;
            Record(operation, queue, count, startedAt, reply.Kind == ReplyKind.Error && !Answers.IsNotUnique(reply) ? typeof(FaktoryException) : null);
            return reply;
        }
        catch (Exception e)
        {
            Record(operation, queue, count, startedAt, e.GetType());
            throw;
        }
    }

    private void Record(string operation, string? queue, int count, long startedAt, Type? error)
    {
        var tags = new TagList
        {
            { MessagingNames.System, MessagingNames.Faktory },
            { MessagingNames.OperationName, operation },
            { MessagingNames.OperationType, MessagingNames.Send },
        };
        Add(MessagingNames.Destination, queue);
        Add(MessagingNames.ServerAddress, _server.Address);
        Add(MessagingNames.ServerPort, _server.Port);
        Add(MessagingNames.ErrorType, error?.FullName);
        meter.Duration.Record(time.GetElapsedTime(startedAt).TotalSeconds, tags);
        meter.Sent.Add(count, tags);

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                tags.Add(name, value);
            }
        }
    }
}
