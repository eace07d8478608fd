namespace Faktory.Server.Storage;

/// <summary>Keeps the rows of a <see cref="MemoryStoreFactory"/>.</summary>
internal sealed class MemoryStore(MemoryTables tables, Action close) : IStore
{
    private bool _disposed;

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
