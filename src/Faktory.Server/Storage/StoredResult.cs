namespace Faktory.Server.Storage;

/// <summary>A result as <see cref="IStore.ReadResultsAsync"/> finds it.</summary>
/// <param name="Sequence">The store's own number: ascending within a batch in the order of the commits, above 0.</param>
/// <param name="JobId">The job's id.</param>
/// <param name="Json">The result: one JSON value.</param>
public readonly record struct StoredResult(long Sequence, string JobId, byte[] Json)
{
    /// <summary>What it counts of a page's bytes.</summary>
    public int Size => JobId.Length + Json.Length;
}
