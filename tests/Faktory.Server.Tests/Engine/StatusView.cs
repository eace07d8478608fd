using System.Text.Json;

namespace Faktory.Server.Tests.Engine;

/// <summary>The reply of BATCH STATUS, parsed.</summary>
internal sealed record StatusView
{
    public StatusView(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        Bid = root.GetProperty("bid").GetString()!;
        ParentBid = root.TryGetProperty("parent_bid", out var parent) ? parent.GetString() : null;
        Description = root.GetProperty("description").GetString()!;
        Total = root.GetProperty("total").GetInt64();
        Pending = root.GetProperty("pending").GetInt64();
        Failed = root.GetProperty("failed").GetInt64();
        Complete = root.GetProperty("complete_st").GetString()!;
        Success = root.GetProperty("success_st").GetString()!;
        Committed = root.GetProperty("committed").GetBoolean();
        Cancelled = root.GetProperty("cancelled_st").GetString()!;
        IsFinished = root.TryGetProperty("finished_at", out _);
        State = root.GetProperty("state").GetString()!;
    }

    public string Bid { get; }

    public string? ParentBid { get; }

    public string Description { get; }

    public long Total { get; }

    public long Pending { get; }

    public long Failed { get; }

    public string Complete { get; }

    public string Success { get; }

    public string Cancelled { get; }

    public bool IsFinished { get; }

    public bool Committed { get; }

    public string State { get; }
}
