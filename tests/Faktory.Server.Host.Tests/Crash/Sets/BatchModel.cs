namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>A batch with a success callback, as its owner knows it.</summary>
/// <param name="Key">Its name in its scenario.</param>
/// <param name="Parent">The key of the batch it is in; null for a root.</param>
internal sealed record BatchModel(string Key, string? Parent)
{
    /// <summary>Empty until the server told it.</summary>
    public string Bid { get; set; } = "";

    public HashSet<string> Members { get; private init; } = [];

    /// <summary>Members not acknowledged yet.</summary>
    public HashSet<string> Pending { get; private init; } = [];

    public bool IsCommitted { get; set; }

    /// <summary>As on the wire: empty, 1 for enqueued, 2 for acknowledged.</summary>
    public string Success { get; set; } = "";

    /// <summary>The jid of its callback.</summary>
    public string Callback => "cb-" + Key;

    /// <summary>As BATCH STATUS tells.</summary>
    public string Line => $"{Key} total {Members.Count} pending {Pending.Count} committed {IsCommitted} success {Success}";

    public BatchModel Copy() => this with { Members = [.. Members], Pending = [.. Pending] };
}
