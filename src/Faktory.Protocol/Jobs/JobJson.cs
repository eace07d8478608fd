using System.Text.Json;

namespace Faktory.Protocol;

/// <summary>Writes and reads <see cref="Job"/> in the wire form (FWP job payload).</summary>
public static class JobJson
{
    /// <summary>Writes a job as a JSON object. <see cref="Job.Delay"/> must have been turned into <see cref="Job.At"/> before.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="job">The job.</param>
    /// <param name="resend">Whether this repeats a push whose reply was lost (extension field <c>resend</c>).</param>
    /// <exception cref="InvalidOperationException"><see cref="Job.Delay"/> is still set.</exception>
    public static void Write(Utf8JsonWriter writer, Job job, bool resend = false)
    {
        if (job.Delay is not null)
        {
            throw new InvalidOperationException($"Job {job.Id} still has a Delay; turn it into At before it is written.");
        }

        writer.WriteStartObject();
        writer.WriteString("jid"u8, job.Id);
        writer.WriteString("jobtype"u8, job.Type);
        writer.WritePropertyName("args"u8);
        JsonBytes.WriteVerbatim(writer, job.Args);
        if (job.Queue != Job.DefaultQueue)
        {
            writer.WriteString("queue"u8, job.Queue);
        }

        WireTime.Write(writer, "at"u8, job.At);
        WriteNumber(writer, "retry"u8, job.Retry);
        WriteNumber(writer, "reserve_for"u8, job.ReserveFor is { } time ? (int)Math.Ceiling(time.TotalSeconds) : null);
        WriteNumber(writer, "backtrace"u8, job.Backtrace);
        WireTime.Write(writer, "created_at"u8, job.CreatedAt);
        WireTime.Write(writer, "enqueued_at"u8, job.EnqueuedAt);
        if (job.Failure is { } failure)
        {
            writer.WritePropertyName("failure"u8);
            JobFailureJson.Write(writer, failure);
        }

        if (job.Custom is { ValueKind: JsonValueKind.Object } custom)
        {
            writer.WritePropertyName("custom"u8);
            JsonBytes.WriteVerbatim(writer, custom);
        }

        if (resend)
        {
            writer.WriteBoolean("resend"u8, true);
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads a fetched job.</summary>
    /// <exception cref="FaktoryProtocolException">The bytes are no job; the message says what is wrong.</exception>
    public static Job Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return new JobReader(json.Span).Read();
        }
        catch (JsonException e)
        {
            throw new FaktoryProtocolException($"The server sent something that is not a job: {e.Message}", e);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
