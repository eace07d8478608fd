using System.Text.Json;

namespace Faktory.Protocol;

/// <summary>Writes batches to create, and reads what a server says of batches.</summary>
public static class BatchJson
{
    /// <summary>Writes the argument of <c>BATCH NEW</c>, or, with jobs and children, of <c>BATCH SUBMIT</c>.</summary>
    public static void Write(Utf8JsonWriter writer, BatchDefinition batch)
    {
        writer.WriteStartObject();
        writer.WriteString("description"u8, batch.Description);
        WriteText(writer, "parent_bid"u8, batch.ParentId);
        WriteText(writer, "key"u8, batch.Key);
        WriteJob(writer, "success"u8, batch.Success);
        WriteJob(writer, "complete"u8, batch.Complete);
        WriteJob(writer, "cancelled"u8, batch.Cancelled);
        if (batch.Jobs.Count > 0)
        {
            writer.WriteStartArray("jobs"u8);
            foreach (var job in batch.Jobs)
            {
                JobJson.Write(writer, job);
            }

            writer.WriteEndArray();
        }

        if (batch.Children.Count > 0)
        {
            writer.WriteStartArray("children"u8);
            foreach (var child in batch.Children)
            {
                Write(writer, child);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads the reply of <c>BATCH STATUS</c>, also of servers without the extensions.</summary>
    /// <exception cref="FaktoryProtocolException">The bytes are no status.</exception>
    public static BatchStatus ReadStatus(ReadOnlyMemory<byte> json) =>
        BatchStatusJson.Read(WireJson.ParseObject(json.Span, BatchStatusJson.What));

    /// <summary>Reads the reply of <c>BATCH RETRY</c>.</summary>
    /// <exception cref="FaktoryProtocolException">The bytes are no such reply.</exception>
    public static BatchRetry ReadRetry(ReadOnlyMemory<byte> json)
    {
        var root = WireJson.ParseObject(json.Span, "the result of a batch's retry");
        return new BatchRetry(WireJson.GetInt64(root, "retried"), WireJson.GetInt64(root, "callbacks"), WireJson.GetInt64(root, "gone_total"))
        {
            GoneJobIds = WireJson.GetStrings(root, "gone"),
        };
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            writer.WriteString(name, text);
        }
    }

    private static void WriteJob(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Job? job)
    {
        if (job is not null)
        {
            writer.WritePropertyName(name);
            JobJson.Write(writer, job);
        }
    }
}
