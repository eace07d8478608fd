using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>The fields of a job as a client sent them (BEHAVIOUR 2.1), not validated yet; slices of the command's line.</summary>
internal ref struct JobFields
{
    public JsonText JobId;
    public JsonText JobType;
    public JsonText Queue;
    public JsonText At;
    public JsonText CreatedAt;
    public ReadOnlySpan<byte> Args;
    public CustomFields Custom;
    public int? Retry;
    public int ReserveFor;
    public long? Backtrace;
    public FailureRecord? Failure;
    public bool IsResend;

    /// <summary>Reads the object the reader stands on; null is an object without fields.</summary>
    /// <exception cref="JsonException">It is no object, or a field has the wrong type.</exception>
    public static JobFields Read(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source, DateTime now)
    {
        JobFields job = default;
        if (!JsonArgument.IsObject(ref reader, "a job"))
        {
            return job;
        }

        while (JsonArgument.NextProperty(ref reader, out var name))
        {
            if (!job.ReadText(name, ref reader, source) && !job.ReadNumber(name, ref reader))
            {
                job.ReadOther(name, ref reader, source, now);
            }
        }

        return job;
    }

    private bool ReadText(scoped ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        if (JsonArgument.Matches(name, "jid"u8))
        {
            JobId = JsonText.Read(ref reader, source, "jid");
        }
        else if (JsonArgument.Matches(name, "jobtype"u8))
        {
            JobType = JsonText.Read(ref reader, source, "jobtype");
        }
        else if (JsonArgument.Matches(name, "queue"u8))
        {
            Queue = JsonText.Read(ref reader, source, "queue");
        }
        else if (JsonArgument.Matches(name, "at"u8))
        {
            At = JsonText.Read(ref reader, source, "at");
        }
        else if (JsonArgument.Matches(name, "created_at"u8))
        {
            CreatedAt = JsonText.Read(ref reader, source, "created_at");
        }
        else if (JsonArgument.Matches(name, "enqueued_at"u8))
        {
            // The server sets it; only its type is checked.
            JsonText.Read(ref reader, source, "enqueued_at");
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool ReadNumber(scoped ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader)
    {
        if (JsonArgument.Matches(name, "retry"u8))
        {
            Retry = JsonArgument.ReadInteger(ref reader, "retry") is { } retry ? Clamp(retry) : null;
        }
        else if (JsonArgument.Matches(name, "reserve_for"u8))
        {
            ReserveFor = Clamp(JsonArgument.ReadInteger(ref reader, "reserve_for") ?? 0);
        }
        else if (JsonArgument.Matches(name, "backtrace"u8))
        {
            Backtrace = JsonArgument.ReadInteger(ref reader, "backtrace");
        }
        else
        {
            return false;
        }

        return true;
    }

    private void ReadOther(scoped ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source, DateTime now)
    {
        if (JsonArgument.Matches(name, "args"u8))
        {
            Args = JsonArgument.IsArray(ref reader, "args") ? JsonArgument.TakeRaw(ref reader, source) : default;
        }
        else if (JsonArgument.Matches(name, "custom"u8))
        {
            Custom = CustomFields.Read(ref reader, source);
        }
        else if (JsonArgument.Matches(name, "failure"u8))
        {
            Failure = FailureParser.ReadRecord(ref reader, now);
        }
        else if (JsonArgument.Matches(name, "resend"u8))
        {
            IsResend = JsonArgument.ReadBoolean(ref reader, "resend");
        }
        else
        {
            reader.Skip();
        }
    }

    /// <summary>Beyond 32 bits every number means the same here: no limit, or none at all.</summary>
    private static int Clamp(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
}
