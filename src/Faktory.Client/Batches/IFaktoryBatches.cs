namespace Faktory.Client;

/// <summary>Opens batches on behalf of a running job. Registered beside <see cref="IFaktoryClient"/>, keyed by the client's name when it has one.</summary>
internal interface IFaktoryBatches
{
    /// <summary>
    /// Opens an existing batch (FWP BATCH OPEN). The handle, and every stage begun from it, tells <paramref name="scope"/>; stages get their keys
    /// and pushed jobs their ids from it, so that an execution that is repeated adds nothing twice.
    /// </summary>
    /// <exception cref="FaktoryException">There is no such batch.</exception>
    Task<BatchHandle> OpenBatchAsync(string batchId, BatchScope scope, CancellationToken cancellationToken);
}
