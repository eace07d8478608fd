using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Storage;

/// <summary>A store whose commits fail or wait as its <see cref="FaultyStoreFactory"/> was told.</summary>
internal sealed class FaultyStore(FaultyStoreFactory factory, IStore inner) : IStore
{
    private bool _failed;

    public string Location => inner.Location;

    public async ValueTask LoadAsync(IStoreTarget target, CancellationToken cancellationToken)
    {
        await inner.LoadAsync(target, cancellationToken);
        if (factory.EndLoad())
        {
            throw new StoreException("A test failed this load at its last row.");
        }
    }

    public async ValueTask CommitAsync(WriteSet changes, CancellationToken cancellationToken)
    {
        if (_failed)
        {
            throw new InvalidOperationException("A store was used after it failed; it is to be disposed and opened again.");
        }

        var (gate, fault) = factory.BeginCommit();
        // Set first, so that every way out but the last line leaves the store failed.
        _failed = true;
        if (gate is not null)
        {
            await gate.PassAsync(changes, cancellationToken);
        }

        Fail(fault, CommitFault.BeforeInner);
        await inner.CommitAsync(changes, cancellationToken);
        Fail(fault, CommitFault.AfterInner);
        _failed = false;
        factory.EndCommit();
    }

    public ValueTask<IReadOnlyList<StoredResult>> ReadResultsAsync(string bid, long after, int limit, long maxBytes, CancellationToken cancellationToken)
    {
        factory.BeginRead();
        return inner.ReadResultsAsync(bid, after, limit, maxBytes, cancellationToken);
    }

    public async ValueTask MaintainAsync(bool idle, CancellationToken cancellationToken)
    {
        if (factory.BeginMaintenance())
        {
            _failed = true;
            throw new StoreException("A test failed this housekeeping.");
        }

        await inner.MaintainAsync(idle, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static void Fail(CommitFault? fault, CommitFault here)
    {
        if (fault == here)
        {
            throw new StoreException($"A test failed this commit ({here}).");
        }
    }
}
