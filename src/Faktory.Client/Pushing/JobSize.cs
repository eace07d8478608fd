using System.Runtime.InteropServices;
using System.Text.Json;

namespace Faktory.Client;

/// <summary>How long a job is on the wire, before it is written.</summary>
internal static class JobSize
{
    // Field names, times and numbers, generously.
    private const int Envelope = 256;

    public static int Estimate(Job job) =>
        Envelope + job.Id.Length + job.Type.Length + job.Queue.Length + Raw(job.Args) + (job.Custom is { } custom ? Raw(custom) : 0);

    private static int Raw(JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined ? 0 : JsonMarshal.GetRawUtf8Value(element).Length;
}
