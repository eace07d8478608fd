using System.Buffers;
using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

/// <summary>A fetched job as a worker reads it from the wire.</summary>
internal sealed class FetchedJob
{
    public FetchedJob(JobReply reply)
    {
        Reply = reply;
        var output = new ArrayBufferWriter<byte>(512);
        reply.WriteTo(output);
        var bulk = output.WrittenSpan;
        var start = bulk.IndexOf((byte)'\n') + 1;
        using var document = JsonDocument.Parse(output.WrittenMemory[start..^2]);
        Json = document.RootElement.Clone();
        Jid = Json.GetProperty("jid").GetString()!;
        Queue = Json.GetProperty("queue").GetString()!;
    }

    public JobReply Reply { get; }

    public JsonElement Json { get; }

    public string Jid { get; }

    public string Queue { get; }

    public string Type => Json.GetProperty("jobtype").GetString()!;

    /// <summary>A key of <c>custom</c> as text; null when absent.</summary>
    public string? Custom(string name) =>
        Json.TryGetProperty("custom", out var custom) && custom.TryGetProperty(name, out var value) ? value.ToString() : null;

    /// <summary>A key of <c>failure</c> as text; null when absent.</summary>
    public string? Failure(string name) =>
        Json.TryGetProperty("failure", out var failure) && failure.TryGetProperty(name, out var value) ? value.ToString() : null;
}
