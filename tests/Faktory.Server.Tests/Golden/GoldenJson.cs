using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faktory.Server.Tests.Golden;

/// <summary>Compares JSON replies as values, without what differs from run to run.</summary>
internal static class GoldenJson
{
    /// <summary>Times, durations and sizes of the process.</summary>
    private static readonly string[] Volatile =
        ["now", "server_utc_time", "created_at", "enqueued_at", "wall_time_sec", "cycles", "uptime", "used_memory_mb"];

    /// <summary>Every value of the recording that the reply lacks or has differently, by its path.</summary>
    public static IEnumerable<string> Differences(string recorded, string actual, IReadOnlySet<string> exempt) =>
        Differences(Parse(recorded), Parse(actual), "", exempt);

    private static IEnumerable<string> Differences(JsonNode? recorded, JsonNode? actual, string path, IReadOnlySet<string> exempt)
    {
        if (exempt.Contains(path) || Array.Exists(Volatile, name => path.EndsWith("." + name, StringComparison.Ordinal)))
        {
            return [];
        }

        if (recorded is JsonObject fields && actual is JsonObject)
        {
            return fields.SelectMany(field => Differences(field.Value, actual[field.Key], $"{path}.{field.Key}", exempt));
        }

        return JsonNode.DeepEquals(recorded, actual) ? [] : [$"{path}: recorded {recorded?.ToJsonString()}, got {actual?.ToJsonString()}"];
    }

    private static JsonNode? Parse(string bulk)
    {
        try
        {
            return JsonNode.Parse(bulk[(bulk.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        }
        catch (JsonException)
        {
            return JsonValue.Create(bulk);
        }
    }
}
