using System.Diagnostics;
using Faktory.Client;

namespace Faktory.Worker;

/// <summary>Measures the commands and reconnections of one link of a worker.</summary>
internal sealed class LinkTelemetry(WorkerMeter meter, string worker, string purpose, string endpoint, TimeProvider time)
{
    private readonly ServerPoint _server = ServerPoint.Of(endpoint);

    /// <summary>A connection that was lost is there again.</summary>
    public void Reconnected() => meter.Reconnects.Add(
        1,
        new KeyValuePair<string, object?>(WorkerAttributes.Purpose, purpose),
        new KeyValuePair<string, object?>(WorkerAttributes.Worker, worker));

    /// <summary>Watches a FETCH.</summary>
    public Task<Job?> FetchAsync(Task<Job?> fetch) => meter.OperationDuration.Enabled || meter.Consumed.Enabled ? RecordAsync(fetch, time.GetTimestamp()) : fetch;

    /// <summary>Watches the report of a result.</summary>
    /// <param name="operation">Which: "ack", "fail" or "requeue".</param>
    /// <param name="sent">Its reply.</param>
    public Task SettleAsync(string operation, Task sent) => meter.OperationDuration.Enabled ? RecordAsync(operation, sent, time.GetTimestamp()) : sent;

    private async Task<Job?> RecordAsync(Task<Job?> fetch, long sentAt)
    {
        await RecordAsync("fetch", fetch, sentAt, WorkerAttributes.Receive);
        var job = await fetch;
        if (job is not null)
        {
            meter.Consumed.Add(1, Tags("fetch"));
        }

        return job;
    }

    private async Task RecordAsync(string operation, Task sent, long sentAt, string type = WorkerAttributes.Settle)
    {
        string? error = null;
        try
        {
            await sent;
        }
        catch (Exception e)
        {
            error = e.GetType().FullName;
            throw;
        }
        finally
        {
            var tags = Tags(operation);
            tags.Add(MessagingNames.OperationType, type);
            if (error is not null)
            {
                tags.Add(MessagingNames.ErrorType, error);
            }

            meter.OperationDuration.Record(time.GetElapsedTime(sentAt).TotalSeconds, tags);
        }
    }

    private TagList Tags(string operation)
    {
        var tags = new TagList
        {
            { MessagingNames.System, MessagingNames.Faktory },
            { MessagingNames.OperationName, operation },
        };
        if (_server.Address is { } address)
        {
            tags.Add(MessagingNames.ServerAddress, address);
            tags.Add(MessagingNames.ServerPort, _server.Port);
        }

        return tags;
    }
}
