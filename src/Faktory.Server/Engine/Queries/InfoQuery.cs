using System.Globalization;
using System.Text.Json;

namespace Faktory.Server.Engine;

/// <summary>FWP INFO (BEHAVIOUR 1.4) with the extensions this server has.</summary>
internal sealed class InfoQuery(EngineContext context, JobTable jobs, WorkerRegistry workers)
{
    /// <summary>Existing clients look for "Enterprise" to learn whether there are batches.</summary>
    private const string Description = "Faktory Enterprise (Faktory for .NET)";

    private const string Version = "1.10.0";

    public Reply Info(HostFigures figures) => JsonReply.Of((this, figures), static (writer, state) => state.Item1.Write(writer, state.figures));

    private void Write(Utf8JsonWriter writer, HostFigures figures)
    {
        writer.WriteStartObject();
        writer.WriteString("now", WireTime.Format(context.Now));
        writer.WriteString("server_utc_time", context.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture) + " UTC");
        writer.WriteStartObject("faktory");
        WriteFaktory(writer);
        writer.WriteEndObject();
        writer.WriteStartObject("server");
        WriteServer(writer, figures);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteFaktory(Utf8JsonWriter writer)
    {
        var queues = jobs.Queues.Known.OrderBy(queue => queue.Name, StringComparer.Ordinal).ToList();
        writer.WriteStartObject("queues");
        foreach (var queue in queues)
        {
            writer.WriteNumber(queue.Name, queue.Count);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("sets");
        writer.WriteNumber("scheduled", jobs.Scheduled.Count);
        writer.WriteNumber("retries", jobs.Retrying.Count);
        writer.WriteNumber("dead", jobs.Dead.Count);
        writer.WriteNumber("working", jobs.Working.Count);
        writer.WriteEndObject();
        WriteTasks(writer);
        writer.WriteNumber("total_failures", context.Counters.Failures);
        writer.WriteNumber("total_processed", context.Counters.Processed);
        writer.WriteNumber("total_enqueued", queues.Sum(queue => (long)queue.Count));
        writer.WriteNumber("total_queues", queues.Count);
    }

    /// <summary>Deprecated in Faktory, still read by dashboards.</summary>
    private void WriteTasks(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("tasks");
        WriteTask(writer, "Busy", jobs.Working.Count, reaped: 0);
        WriteSetTask(writer, "Dead", jobs.Dead.Count);
        WriteSetTask(writer, "Retries", jobs.Retrying.Count);
        WriteSetTask(writer, "Scheduled", jobs.Scheduled.Count);
        WriteTask(writer, "Workers", workers.Count, workers.Reaped);
        writer.WriteEndObject();
    }

    private static void WriteTask(Utf8JsonWriter writer, string name, int size, int reaped)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("reaped", reaped);
        writer.WriteNumber("size", size);
        writer.WriteEndObject();
    }

    private static void WriteSetTask(Utf8JsonWriter writer, string name, int size)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("cycles", 0);
        writer.WriteNumber("enqueued", 0);
        writer.WriteNumber("size", size);
        writer.WriteNumber("wall_time_sec", 0);
        writer.WriteEndObject();
    }

    private static void WriteServer(Utf8JsonWriter writer, HostFigures figures)
    {
        writer.WriteString("description", Description);
        writer.WriteString("faktory_version", Version);
        writer.WriteNumber("uptime", figures.UptimeSeconds);
        writer.WriteNumber("connections", figures.Connections);
        writer.WriteNumber("command_count", figures.CommandCount);
        writer.WriteNumber("used_memory_mb", figures.UsedMemoryMegabytes);
        writer.WriteStartArray("extensions");
        foreach (var extension in FaktoryExtensionList.Supported)
        {
            writer.WriteStringValue(extension);
        }

        writer.WriteEndArray();
    }
}
