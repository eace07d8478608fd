namespace Faktory.Server.Storage;

/// <summary>Keeps the rows of a <see cref="MemoryStoreFactory"/>.</summary>
internal sealed class MemoryStore(MemoryTables tables, Action close) : IStore
{
    private volatile bool _disposed;

    public string Location => "memory";

    public ValueTask LoadAsync(IStoreTarget target, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        tables.Load(target);
        return ValueTask.CompletedTask;
    }

    public ValueTask CommitAsync(WriteSet changes, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        tables.Check(changes);
        tables.Apply(changes);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<StoredResult>> ReadResultsAsync(string bid, long after, int limit, long maxBytes, CancellationToken cancellationToken)
    {
        if (_disposed)
        {
            throw new StoreException("The memory store is closed.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(tables.Results.Read(bid, after, limit, maxBytes));
    }

    public ValueTask MaintainAsync(bool idle, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            close();
        }

        return ValueTask.CompletedTask;
    }
}
