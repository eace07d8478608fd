using Faktory.Client;

namespace Faktory.Testing;

/// <summary>Opens batches that a run may be killed at.</summary>
internal sealed class ObservedBatches(IFaktoryBatches inner, CrashPlans crashes) : IFaktoryBatches
{
    public async Task<BatchHandle> OpenBatchAsync(string batchId, BatchScope scope, CancellationToken cancellationToken) =>
        new ObservedBatchHandle(await inner.OpenBatchAsync(batchId, scope, cancellationToken), crashes);
}
