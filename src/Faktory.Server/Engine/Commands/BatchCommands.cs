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
}
