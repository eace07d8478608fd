using System.Text.Json;

namespace Faktory.Server.Host.Tests.Fixtures;

/// <summary>A reply to INFO.</summary>
internal sealed record InfoView(JsonElement Json)
{
    public long Scheduled => Set("scheduled");

    public long Retries => Set("retries");

    public long Dead => Set("dead");

    public long Working => Set("working");

    public long Processed => Faktory.GetProperty("total_processed").GetInt64();

    public long Failures => Faktory.GetProperty("total_failures").GetInt64();

    public long Enqueued => Faktory.GetProperty("total_enqueued").GetInt64();

    /// <summary>How many jobs the server holds, wherever.</summary>
    public long Live => Enqueued + Working + Scheduled + Retries + Dead;

    /// <summary>Executions that ended well.</summary>
    public long Succeeded => Processed - Failures;

    public JsonElement Faktory => Json.GetProperty("faktory");

    public JsonElement Server => Json.GetProperty("server");

    /// <summary>The size of a queue; 0 when the server does not know it.</summary>
    public long Queue(string name) => Faktory.GetProperty("queues").TryGetProperty(name, out var size) ? size.GetInt64() : 0;

    private long Set(string name) => Faktory.GetProperty("sets").GetProperty(name).GetInt64();
}
