using System.Text.Json;

namespace Faktory.Protocol;

/// <summary>Writes and reads the <c>failure</c> object of a job.</summary>
internal static class JobFailureJson
{
    public static void Write(Utf8JsonWriter writer, JobFailure failure)
    {
        writer.WriteStartObject();
        writer.WriteNumber("retry_count"u8, failure.RetryCount);
        writer.WriteNumber("remaining"u8, failure.Remaining);
        WireTime.Write(writer, "failed_at"u8, failure.FailedAt);
        WireTime.Write(writer, "next_at"u8, failure.NextAt);
        WriteText(writer, "message"u8, failure.Message);
        WriteText(writer, "errtype"u8, failure.ErrorType);
        if (failure.Backtrace.Count > 0)
        {
            writer.WriteStartArray("backtrace"u8);
            foreach (var line in failure.Backtrace)
            {
                writer.WriteStringValue(line);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    public static JobFailure Read(JsonElement failure) =>
        new(WireJson.GetInt32(failure, "retry_count") ?? 0, WireJson.GetTime(failure, "failed_at") ?? default)
        {
            Remaining = WireJson.GetInt32(failure, "remaining") ?? 0,
            NextAt = WireJson.GetTime(failure, "next_at"),
            Message = WireJson.GetString(failure, "message"),
            ErrorType = WireJson.GetString(failure, "errtype"),
            Backtrace = WireJson.GetStrings(failure, "backtrace"),
        };

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }
}
