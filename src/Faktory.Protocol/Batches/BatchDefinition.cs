namespace Faktory.Protocol;

/// <summary>The wire form of a batch to create: the argument of <c>BATCH NEW</c> and, with jobs and children, of <c>BATCH SUBMIT</c> (an extension of this server).</summary>
public sealed record BatchDefinition
{
    /// <summary>What people see. Default: empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>The batch to become a child of; null for a root. Not allowed inside <see cref="Children"/>.</summary>
    public string? ParentId { get; init; }

    /// <summary>Same parent (or both roots) and same key is the same batch (extension field <c>key</c>).</summary>
    public string? Key { get; init; }

    /// <summary>Enqueued once everything in the batch is acknowledged.</summary>
    public Job? Success { get; init; }

    /// <summary>Enqueued once everything in the batch was executed at least once.</summary>
    public Job? Complete { get; init; }

    /// <summary>Enqueued once a cancelled batch has nothing running any more (extension).</summary>
    public Job? Cancelled { get; init; }

    /// <summary>Jobs of the batch; only for SUBMIT.</summary>
    public IReadOnlyList<Job> Jobs { get; init; } = [];

    /// <summary>Child batches, themselves with jobs and children; only for SUBMIT.</summary>
    public IReadOnlyList<BatchDefinition> Children { get; init; } = [];
}
