namespace Faktory.Server.Storage;

/// <summary>A store that lives as long as this factory does: what was committed is there again when it is reopened.</summary>
internal sealed class MemoryStoreFactory : IStoreFactory
{
    private readonly MemoryTables _tables = new();
    private int _open;

    public ValueTask<IStore> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref _open, 1) == 1)
        {
            throw new StoreException("The memory store is open already. Dispose the store that was opened first.");
        }

        return ValueTask.FromResult<IStore>(new MemoryStore(_tables, () => Volatile.Write(ref _open, 0)));
    }
}
