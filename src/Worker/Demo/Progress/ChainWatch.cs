using System.Runtime.CompilerServices;
using Faktory;

namespace Worker.Demo.Progress;

/// <summary>Asks the server how far a chain is, until it has ended.</summary>
internal sealed class ChainWatch(IFaktoryClient jobs, TimeProvider time)
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);

    /// <summary>The chain's batches, again and again; the last one is that of the ended chain. Nothing when the server does not know the chain.</summary>
    public async IAsyncEnumerable<BatchTree> WatchAsync(string batchId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        while (await jobs.GetBatchTreeAsync(batchId, cancellationToken) is { } chain)
        {
            yield return chain;
            if (chain.Status.State is BatchState.Succeeded or BatchState.Cancelled)
            {
                break;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
