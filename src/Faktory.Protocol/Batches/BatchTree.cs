namespace Faktory;

/// <summary>A batch with everything below it, as <c>BATCH TREE</c> (an extension of this server) reports it.</summary>
/// <param name="Status">The batch itself.</param>
/// <param name="Children">Its child batches in the order of their creation.</param>
public sealed record BatchTree(BatchStatus Status, IReadOnlyList<BatchTree> Children);
