namespace Faktory.Server.Engine;

/// <summary>A validated job on its way into the engine. Made once on the connection; arrays are never changed.</summary>
internal sealed class JobDraft
{
    public required string JobId { get; init; }

    public required JobHash Hash { get; init; }

    public required string Queue { get; init; }

    /// <summary>
    /// The canonical JSON object from the known fields of BEHAVIOUR 2.1, <c>args</c> and <c>custom</c> verbatim,
    /// <c>created_at</c> filled in, without <c>enqueued_at</c> and <c>failure</c>. Ends with <c>}</c>, so that FETCH can splice those two in before it.
    /// </summary>
    public required byte[] Payload { get; init; }

    /// <summary>FWP retry; 25 when absent.</summary>
    public int Retry { get; init; } = 25;

    /// <summary>FWP reserve_for in seconds as sent; 0 when absent.</summary>
    public int ReserveFor { get; init; }

    /// <summary>When it becomes due, UTC; null for at once.</summary>
    public DateTime? At { get; init; }

    /// <summary>FWP custom.bid; null when absent or empty.</summary>
    public string? BatchId { get; init; }

    /// <summary>A failure object that the client sent along; null for none.</summary>
    public FailureRecord? Failure { get; init; }

    /// <summary>The extension field <c>resend</c>.</summary>
    public bool IsResend { get; init; }

    /// <summary>What <c>custom</c> asks of the server; null for nothing.</summary>
    public JobTerms? Terms { get; init; }
}

/// <summary>A callback job of BATCH NEW or SUBMIT: validated like a push, the job id optional. What else it says is read from its payload when it fires.</summary>
internal sealed class CallbackDraft
{
    /// <summary>The id given by the client; null when the engine is to make one.</summary>
    public string? JobId { get; init; }

    /// <summary>
    /// The canonical JSON object as in <see cref="JobDraft.Payload"/> but without <c>jid</c> and <c>custom</c>;
    /// the engine adds both (custom with <c>_bid</c>, <c>_cb</c>, <c>_pbid</c>) before the closing brace.
    /// </summary>
    public required byte[] Payload { get; init; }

    /// <summary>The client's custom object verbatim; null for none. Keys <c>_bid</c>, <c>_cb</c> and <c>_pbid</c> in it were removed.</summary>
    public byte[]? Custom { get; init; }
}

/// <summary>A batch to create.</summary>
internal sealed class BatchDraft
{
    public string Description { get; init; } = "";

    /// <summary>Null for a root; always null below the top of a SUBMIT.</summary>
    public string? ParentId { get; init; }

    public string? Key { get; init; }

    public CallbackDraft? Success { get; init; }

    public CallbackDraft? Complete { get; init; }

    public CallbackDraft? Cancelled { get; init; }

    /// <summary>SUBMIT only. Their <see cref="JobDraft.BatchId"/> is ignored and <c>custom.bid</c> is absent from the payload: the engine adds it.</summary>
    public IReadOnlyList<JobDraft> Jobs { get; init; } = [];

    /// <summary>SUBMIT only.</summary>
    public IReadOnlyList<BatchDraft> Children { get; init; } = [];
}
