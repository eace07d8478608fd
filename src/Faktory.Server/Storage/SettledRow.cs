namespace Faktory.Server.Storage;

/// <summary>Jobs that one group of commands settled, so that a repeated push of them stays without effect. Written once per group.</summary>
/// <param name="Sequence">Ascending; the key.</param>
/// <param name="Jobs">16 bytes a job: its id's hash. Opaque to the store.</param>
public readonly record struct SettledRow(long Sequence, byte[] Jobs);
