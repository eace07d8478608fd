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
    public ValueTask<Job?> FetchAsync(ValueTask<Job?> fetch) => meter.OperationDuration.Enabled || meter.Consumed.Enabled ? RecordAsync(fetch, time.GetTimestamp()) : fetch;

    /// <summary>Watches the report of a result.</summary>
    /// <param name="operation">Which: "ack", "fail" or "requeue".</param>
    /// <param name="sent">Its reply.</param>
    public ValueTask SettleAsync(string operation, ValueTask sent) => meter.OperationDuration.Enabled ? RecordAsync(operation, sent, time.GetTimestamp()) : sent;

    private async ValueTask<Job?> RecordAsync(ValueTask<Job?> fetch, long sentAt)
    {
        Job? job = null;
        await RecordAsync("fetch", ReceiveAsync(), sentAt, WorkerAttributes.Receive);
        if (job is not null)
        {
            meter.Consumed.Add(1, Tags("fetch"));
        }

        return job;

        async ValueTask ReceiveAsync() => job = await fetch;
    }

    private async ValueTask RecordAsync(string operation, ValueTask sent, long sentAt, string type = WorkerAttributes.Settle)
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
