using System.Text.Json;

namespace Faktory.Server.Tests.Engine;

/// <summary>What BATCH RETRY replied.</summary>
internal sealed class RetryView
{
    public RetryView(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        Retried = root.GetProperty("retried").GetInt32();
        Callbacks = root.GetProperty("callbacks").GetInt32();
        GoneTotal = root.GetProperty("gone_total").GetInt32();
        Gone = [.. root.GetProperty("gone").EnumerateArray().Select(jid => jid.GetString()!)];
    }

    public int Retried { get; }

    public int Callbacks { get; }

    public int GoneTotal { get; }

    public IReadOnlyList<string> Gone { get; }

    /// <summary>Retried, callbacks, gone.</summary>
    public (int, int, int) Figures => (Retried, Callbacks, GoneTotal);
}
