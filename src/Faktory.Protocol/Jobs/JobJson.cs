using System.Text.Json;

namespace Faktory.Protocol;

/// <summary>Writes and reads <see cref="Job"/> in the wire form (FWP job payload).</summary>
public static class JobJson
{
    /// <summary>Writes a job as a JSON object. <see cref="Job.Delay"/> must have been turned into <see cref="Job.At"/> before.</summary>
    public static void Write(Utf8JsonWriter writer, Job job, bool resend = false) => throw new NotSupportedException();

    /// <summary>Reads a fetched job.</summary>
    /// <exception cref="FaktoryProtocolException">The bytes are no job; the message says what is wrong.</exception>
    public static Job Read(ReadOnlyMemory<byte> json) => throw new NotSupportedException();
}
