namespace Faktory.Server.Storage;

/// <summary>Opens the configured store: at start, and again after it failed.</summary>
public interface IStoreFactory
{
    /// <summary>Opens the store and takes its ownership.</summary>
    /// <exception cref="StoreException">It cannot be opened or another process owns it; the message says which and what to do.</exception>
    ValueTask<IStore> OpenAsync(CancellationToken cancellationToken);
}
