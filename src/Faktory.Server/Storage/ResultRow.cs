namespace Faktory.Server.Storage;

/// <summary>What a job of a batch resulted in. Written once, with the acknowledgement; never loaded, only read by <see cref="IStore.ReadResultsAsync"/>.</summary>
/// <param name="Bid">The batch id on the wire, which is never given to another batch.</param>
/// <param name="JobId">The job's id.</param>
/// <param name="Json">The result: one JSON value.</param>
public readonly record struct ResultRow(string Bid, string JobId, byte[] Json);
