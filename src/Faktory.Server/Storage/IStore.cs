namespace Faktory.Server.Storage;

/// <summary>
/// Where the engine's state survives the process. One writer: <see cref="LoadAsync"/> once, then one
/// <see cref="CommitAsync"/> or <see cref="MaintainAsync"/> at a time, all on the commit thread. One reader beside it: <see cref="ReadResultsAsync"/>.
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>Where the data is, for messages to a person: a file path or "memory".</summary>
    string Location { get; }

    /// <summary>
    /// Hands every stored row to <paramref name="target"/>: entries, queues, batches by ascending number
    /// (so parents before children), member changes by batch and sequence, settled groups by sequence, and last the jobs by ascending id.
    /// </summary>
    /// <exception cref="StoreException">The store cannot be opened or read; the message names <see cref="Location"/> and says what to do.</exception>
    ValueTask LoadAsync(IStoreTarget target, CancellationToken cancellationToken);

    /// <summary>Makes one group of changes durable, all or nothing. Returns when it is as durable as the store is configured to be.</summary>
    /// <exception cref="StoreException">
    /// Nothing may be assumed of the group; the store is to be disposed and opened again. Besides a failing disk, the cause
    /// may be that the rows and the engine differ: an inserted row exists, or an updated job does not.
    /// </exception>
    ValueTask CommitAsync(WriteSet changes, CancellationToken cancellationToken);

    /// <summary>
    /// One page of a batch's committed results, in the order of their commits; none for a batch that is deleted or unknown. The only
    /// method that other threads call, one call at a time, also while a commit is under way, which it must not hold up.
    /// </summary>
    /// <param name="bid">The batch id on the wire.</param>
    /// <param name="after">The <see cref="StoredResult.Sequence"/> of the last result of the page before; 0 for the first page.</param>
    /// <param name="limit">The page ends with so many results …</param>
    /// <param name="maxBytes">… or with the one that brings their <see cref="StoredResult.Size"/> to so many bytes.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="StoreException">The store cannot be read; what is committed stays.</exception>
    ValueTask<IReadOnlyList<StoredResult>> ReadResultsAsync(string bid, long after, int limit, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Housekeeping between commits, such as a checkpoint; called after each one, and when nothing was committed for some seconds.</summary>
    /// <param name="idle">Whether nothing was committed for some seconds and nothing waits, so that it may sync and take a little longer.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="StoreException">The store failed, as in <see cref="CommitAsync"/>; what was committed before stays.</exception>
    ValueTask MaintainAsync(bool idle, CancellationToken cancellationToken);
}
