namespace Faktory.Server.Storage;

/// <summary>Batch members whose state their live job does not tell: settled ones, and unsettled ones without a job. Written once per batch and group.</summary>
/// <param name="Batch">The batch's number.</param>
/// <param name="Sequence">Ascending within the batch; with <paramref name="Batch"/> the key.</param>
/// <param name="Changes">17 bytes a member: 16 of the job id's hash, 1 of state. Opaque to the store.</param>
public readonly record struct MemberRow(long Batch, long Sequence, byte[] Changes);
