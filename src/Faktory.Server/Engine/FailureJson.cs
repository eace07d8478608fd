using System.Text.Json;

namespace Faktory.Server.Engine;

/// <summary>The FWP failure object as JSON: written for FETCH and the store, read from the store and from a client's push.</summary>
internal static class FailureJson
{
    public static byte[] Write(FailureRecord failure)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("retry_count", failure.RetryCount);
            writer.WriteNumber("remaining", failure.Remaining);
            writer.WriteString("failed_at", WireTime.Format(failure.FailedAt));
            if (failure.NextAt is { } next)
            {
                writer.WriteString("next_at", WireTime.Format(next));
            }

            WriteIfAny(writer, "message", failure.Message);
            WriteIfAny(writer, "errtype", failure.ErrorType);
            if (failure.Backtrace.Count > 0)
            {
                writer.WriteStartArray("backtrace");
                foreach (var frame in failure.Backtrace)
                {
                    writer.WriteStringValue(frame);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <exception cref="JsonException">The bytes are no failure object.</exception>
    public static FailureRecord Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new FailureRecord(
            root.TryGetProperty("retry_count", out var count) ? count.GetInt32() : 0,
            root.TryGetProperty("remaining", out var remaining) ? remaining.GetInt32() : 0,
            root.TryGetProperty("failed_at", out var failed) && WireTime.TryParse(failed.GetString(), out var failedAt) ? failedAt : default,
            root.TryGetProperty("next_at", out var next) && WireTime.TryParse(next.GetString(), out var nextAt) ? nextAt : null,
            root.TryGetProperty("message", out var message) ? message.GetString() : null,
            root.TryGetProperty("errtype", out var type) ? type.GetString() : null,
            root.TryGetProperty("backtrace", out var trace) && trace.ValueKind == JsonValueKind.Array ? [.. trace.EnumerateArray().Select(frame => frame.ToString())] : []);
    }

    private static void WriteIfAny(Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }
}
