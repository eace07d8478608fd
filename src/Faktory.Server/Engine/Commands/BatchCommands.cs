namespace Faktory.Server.Engine;

/// <summary>FWP BATCH NEW. Replies the bid, also of an existing batch with the same parent and key.</summary>
internal sealed class BatchNewCommand(Session session, BatchDraft batch) : Command(session)
{
    public BatchDraft Batch { get; } = batch;
}

/// <summary>FWP BATCH OPEN. Replies the bid.</summary>
internal sealed class BatchOpenCommand(Session session, string bid) : Command(session)
{
    public string Bid { get; } = bid;
}

/// <summary>FWP BATCH COMMIT. Replies +OK.</summary>
internal sealed class BatchCommitCommand(Session session, string bid) : Command(session)
{
    public string Bid { get; } = bid;
}

/// <summary>BATCH CANCEL (extension): the batch and everything below it. Replies +OK.</summary>
internal sealed class BatchCancelCommand(Session session, string bid) : Command(session)
{
    public string Bid { get; } = bid;
}

/// <summary>FWP BATCH STATUS. Replies a bulk.</summary>
internal sealed class BatchStatusCommand(Session session, string bid) : Command(session)
{
    public string Bid { get; } = bid;

    public override int HeldBytes => 4 * 1024;
}

/// <summary>BATCH RETRY (extension): retrying and dead jobs and lost callbacks of the batch and everything below it run now. Replies a bulk.</summary>
internal sealed class BatchRetryCommand(Session session, string bid) : Command(session)
{
    public string Bid { get; } = bid;
}

/// <summary>BATCH SUBMIT (extension): a whole tree, created, filled and committed. Replies the root's bid.</summary>
internal sealed class BatchSubmitCommand(Session session, BatchDraft batch) : Command(session)
{
    public BatchDraft Batch { get; } = batch;
}

/// <summary>BATCH TREE (extension): the batch and everything below it, flat and in pre-order. Replies a bulk.</summary>
internal sealed class BatchTreeCommand(Session session, string bid, string? after, int limit) : Command(session)
{
    public string Bid { get; } = bid;

    /// <summary>The last bid of the page before; null for the first page.</summary>
    public string? After { get; } = after;

    /// <summary>The largest number of batches in the reply.</summary>
    public int Limit { get; } = limit;

    public override int HeldBytes => BatchPage.Bytes(Limit);
}

/// <summary>How long the pages of the long replies may be.</summary>
internal static class BatchPage
{
    /// <summary>A page ends with what brings it to so many bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int BytesPerBatch = 512;

    /// <summary>What a page of so many batches may weigh.</summary>
    public static int Bytes(int batches) => (int)Math.Min(MaxBytes, (long)batches * BytesPerBatch);
}

/// <summary>BATCH RESULTS (extension): what the batch's jobs resulted in, by the store's order. Replies a bulk that is read once everything before it is durable.</summary>
internal sealed class BatchResultsCommand(Session session, string bid, long after, int limit) : Command(session)
{
    public string Bid { get; } = bid;

    /// <summary>Where the page before ended; 0 for the first page.</summary>
    public long After { get; } = after;

    /// <summary>The largest number of results in the reply.</summary>
    public int Limit { get; } = limit;

    public override int HeldBytes => BatchPage.MaxBytes;
}

/// <summary>BATCH LIST (extension): root batches, newest first. Replies a bulk.</summary>
internal sealed class BatchListCommand(Session session, BatchListFilter filter, long? after, int limit) : Command(session)
{
    public BatchListFilter Filter { get; } = filter;

    /// <summary>Where the page before ended; null for the first page.</summary>
    public long? After { get; } = after;

    /// <summary>The largest number of batches in the reply.</summary>
    public int Limit { get; } = limit;

    public override int HeldBytes => BatchPage.Bytes(Limit);
}

/// <param name="Text">Part of the description, in any case; null for all.</param>
/// <param name="State">The STATUS key <c>state</c>; null for all.</param>
internal sealed record BatchListFilter(string? Text, string? State);
