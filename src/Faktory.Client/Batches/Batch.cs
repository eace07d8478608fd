namespace Faktory;

/// <summary>A batch to create: a description of intent, never live.</summary>
/// <param name="description">What people see; not empty.</param>
public sealed class Batch(string description)
{
    /// <summary>What people see.</summary>
    public string Description { get; } = description;

    /// <summary>Enqueued once every job and child is acknowledged.</summary>
    public Job? Success { get; init; }

    /// <summary>Enqueued once every job was executed at least once.</summary>
    public Job? Complete { get; init; }

    /// <summary>Enqueued once a cancelled batch has nothing running any more (extension).</summary>
    public Job? Cancelled { get; init; }

    /// <summary>Makes creation repeatable: same parent (or both roots) and same key is the same batch (extension).</summary>
    public string? Key { get; init; }

    /// <summary>The jobs. Read once.</summary>
    public IEnumerable<Job> Jobs { get; init; } = [];

    /// <summary>Child batches, created and committed with it.</summary>
    public IReadOnlyList<Batch> Children { get; init; } = [];
}
