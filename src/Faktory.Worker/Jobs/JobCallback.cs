namespace Faktory;

/// <summary>Says of which batch a job is the callback.</summary>
/// <param name="BatchId">The batch whose callback it is (FWP <c>custom._bid</c>).</param>
/// <param name="Kind">Which callback.</param>
/// <param name="ParentBatchId">That batch's parent (FWP <c>custom._pbid</c>); null when it is a root.</param>
public sealed record JobCallback(string BatchId, CallbackKind Kind, string? ParentBatchId);
