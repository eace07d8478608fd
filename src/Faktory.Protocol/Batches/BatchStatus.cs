namespace Faktory;

/// <summary>The reply of <c>BATCH STATUS</c>: what a batch is and where it stands. Counts leave out child batches and callbacks.</summary>
/// <param name="Id">The batch id (bid).</param>
/// <param name="ParentId">The batch it is a child of; null for a root.</param>
/// <param name="Description">What its creator called it; may be empty.</param>
/// <param name="State">Where it stands as a whole.</param>
/// <param name="Total">Jobs ever pushed into it.</param>
/// <param name="Pending">Jobs not acknowledged yet; those that a cancel dropped are not among them.</param>
/// <param name="Failed">Jobs whose latest execution failed and that were not acknowledged since; part of <paramref name="Pending"/>.</param>
/// <param name="Success">State of the success callback.</param>
/// <param name="Complete">State of the complete callback.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record BatchStatus(
    string Id,
    string? ParentId,
    string Description,
    BatchState State,
    long Total,
    long Pending,
    long Failed,
    CallbackState Success,
    CallbackState Complete,
    DateTimeOffset CreatedAt)
{
    /// <summary>Whether it was committed, so that its callbacks can fire (STATUS key <c>committed</c>, an extension; true where the server does not say).</summary>
    public bool IsCommitted { get; init; } = true;

    /// <summary>State of the cancelled callback (STATUS key <c>cancelled_st</c>, an extension).</summary>
    public CallbackState Cancelled { get; init; }

    /// <summary>When nothing of it was left to do: its last job, child and callback was acknowledged, or dropped by a cancel (STATUS key <c>finished_at</c>, an extension); null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}
