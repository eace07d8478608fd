using System.Text.Json;

namespace Faktory.Server.Host.Tests.Fixtures;

/// <summary>A reply to BATCH STATUS.</summary>
internal sealed record BatchView(JsonElement Json)
{
    public long Total => Json.GetProperty("total").GetInt64();

    public long Pending => Json.GetProperty("pending").GetInt64();

    public long Failed => Json.GetProperty("failed").GetInt64();

    /// <summary>Empty, 1 for enqueued, 2 for acknowledged.</summary>
    public string Complete => Json.GetProperty("complete_st").GetString()!;

    /// <summary>Empty, 1 for enqueued, 2 for acknowledged.</summary>
    public string Success => Json.GetProperty("success_st").GetString()!;

    /// <summary>Null for a root, whose status has no such field or null.</summary>
    public string? Parent => Json.TryGetProperty("parent_bid", out var parent) ? parent.GetString() : null;

    /// <summary>Both callbacks in one word, such as <c>complete 2, success 1</c>.</summary>
    public string Callbacks => $"complete {Show(Complete)}, success {Show(Success)}";

    private static string Show(string state) => state.Length == 0 ? "-" : state;
}
