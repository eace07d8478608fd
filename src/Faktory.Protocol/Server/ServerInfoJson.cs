using System.Text.Json;

namespace Faktory.Protocol;

/// <summary>Reads the reply of <c>INFO</c>.</summary>
public static class ServerInfoJson
{
    // A thousand years: more than that is no uptime, and would not fit.
    private const long MaxUptimeSeconds = 1000L * 365 * 24 * 60 * 60;

    /// <summary>Reads the reply; what a server leaves out is empty or 0, numbers may be strings as on servers before 1.9.</summary>
    /// <exception cref="FaktoryProtocolException">The bytes are no JSON object.</exception>
    public static ServerInfo Read(ReadOnlyMemory<byte> json)
    {
        var root = WireJson.ParseObject(json.Span, "server information");
        var faktory = WireJson.GetObject(root, "faktory") ?? root;
        var sets = WireJson.GetObject(faktory, "sets") ?? root;
        var server = WireJson.GetObject(root, "server") ?? root;
        return new ServerInfo
        {
            Queues = ReadQueues(faktory),
            Scheduled = WireJson.GetInt64(sets, "scheduled"),
            Retries = WireJson.GetInt64(sets, "retries"),
            Dead = WireJson.GetInt64(sets, "dead"),
            Working = WireJson.GetInt64(sets, "working"),
            TotalFailures = WireJson.GetInt64(faktory, "total_failures"),
            TotalProcessed = WireJson.GetInt64(faktory, "total_processed"),
            TotalEnqueued = WireJson.GetInt64(faktory, "total_enqueued"),
            Description = WireJson.GetString(server, "description") ?? "",
            Version = WireJson.GetString(server, "faktory_version") ?? "",
            Uptime = TimeSpan.FromSeconds(Math.Clamp(WireJson.GetInt64(server, "uptime"), 0, MaxUptimeSeconds)),
            Connections = WireJson.GetInt64(server, "connections"),
            CommandCount = WireJson.GetInt64(server, "command_count"),
            UsedMemoryMegabytes = WireJson.GetInt64(server, "used_memory_mb"),
            Extensions = WireJson.GetStrings(server, "extensions").ToHashSet(),
        };
    }

    private static Dictionary<string, long> ReadQueues(JsonElement faktory)
    {
        var sizes = new Dictionary<string, long>();
        if (WireJson.GetObject(faktory, "queues") is { } queues)
        {
            foreach (var queue in queues.EnumerateObject())
            {
                if (WireJson.NameOf(queue) is { } name)
                {
                    sizes[name] = WireJson.NumberOf(queue.Value);
                }
            }
        }

        return sizes;
    }
}
