namespace Faktory;

/// <summary>Which root batches to list (extension BATCH LIST). Default: all.</summary>
public sealed record BatchFilter
{
    /// <summary>Part of the description, in any case; null or empty for all.</summary>
    public string? Text { get; init; }

    /// <summary>Where they stand; null for anywhere.</summary>
    public BatchState? State { get; init; }
}
