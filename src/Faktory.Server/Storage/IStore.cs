namespace Faktory.Server.Storage;

/// <summary>
/// Where the engine's state survives the process. One writer: <see cref="LoadAsync"/> once, then one
/// <see cref="CommitAsync"/> or <see cref="MaintainAsync"/> at a time, all on the commit thread.
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>Where the data is, for messages to a person: a file path or "memory".</summary>
    string Location { get; }

    /// <summary>
    /// Hands every stored row to <paramref name="target"/>: entries, queues, batches (parents before children),
    /// member changes in the order they were written, settled groups in order, and last the jobs by ascending id.
    /// </summary>
    /// <exception cref="StoreException">The store cannot be opened or read; the message names <see cref="Location"/> and says what to do.</exception>
    ValueTask LoadAsync(IStoreTarget target, CancellationToken cancellationToken);

    /// <summary>Makes one group of changes durable, all or nothing. Returns when it is as durable as the store is configured to be.</summary>
    /// <exception cref="StoreException">Nothing may be assumed of the group; the store is to be disposed and opened again.</exception>
    ValueTask CommitAsync(WriteSet changes, CancellationToken cancellationToken);

    /// <summary>Housekeeping between commits, such as a checkpoint.</summary>
    /// <param name="idle">Whether nothing waits to be committed, so that it may take a little longer.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    ValueTask MaintainAsync(bool idle, CancellationToken cancellationToken);
}
