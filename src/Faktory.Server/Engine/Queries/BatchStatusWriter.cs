using System.Text.Json;

namespace Faktory.Server.Engine;

/// <summary>The JSON of one batch: what STATUS replies, and TREE and LIST of each batch.</summary>
internal static class BatchStatusWriter
{
    public static void Write(Utf8JsonWriter writer, Batch batch)
    {
        writer.WriteStartObject();
        writer.WriteString("bid", batch.Bid);
        writer.WriteString("created_at", WireTime.Format(batch.CreatedAt));
        writer.WriteString("description", batch.Description);
        if (batch.Parent is { } parent)
        {
            writer.WriteString("parent_bid", parent.Bid);
        }

        writer.WriteNumber("total", batch.Members.Total);
        writer.WriteNumber("pending", batch.Members.Pending);
        writer.WriteNumber("failed", batch.Members.Failed);
        writer.WriteString("complete_st", WireState(batch.Complete));
        writer.WriteString("success_st", WireState(batch.Success));
        WriteExtensions(writer, batch);
        writer.WriteEndObject();
    }

    private static void WriteExtensions(Utf8JsonWriter writer, Batch batch)
    {
        writer.WriteString("cancelled_st", WireState(batch.Cancelled));
        writer.WriteBoolean("committed", batch.IsCommitted);
        writer.WriteString("state", StateOf(batch));
        writer.WriteStartArray("callbacks");
        foreach (var callback in batch.Callbacks)
        {
            writer.WriteStringValue(callback.Kind.ToWire());
        }

        writer.WriteEndArray();
        if (batch.FinishedAt is { } finished)
        {
            writer.WriteString("finished_at", WireTime.Format(finished));
        }
    }

    private static string WireState(Callback? callback) => callback?.Progress switch
    {
        CallbackProgress.Enqueued => "1",
        CallbackProgress.Acknowledged => "2",
        _ => "",
    };

    /// <summary>The key <c>state</c>.</summary>
    public static string StateOf(Batch batch)
    {
        if (batch.IsCancelled)
        {
            return "cancelled";
        }

        if (!batch.IsCommitted)
        {
            return "open";
        }

        if (batch.IsSuccessClear)
        {
            return "succeeded";
        }

        return batch.IsFailing ? "failing" : "running";
    }
}
