using System.Text.Json;
using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>A MUTATE or BATCH RETRY under way: it concerns the jobs that were in the set when it was accepted, also after a restart.</summary>
/// <param name="Number">Orders them; part of the entry's key.</param>
/// <param name="Operation">What happens to the jobs.</param>
/// <param name="Target">The set; none for a retry, which concerns retrying and dead jobs.</param>
/// <param name="Filter">Which jobs of it.</param>
/// <param name="Mark">The last position handed out before it: jobs that entered the set later are not concerned.</param>
/// <param name="Bid">The batch that a retry concerns, with everything below it; null for MUTATE.</param>
internal sealed record BulkMutation(long Number, MutateOperation Operation, JobState Target, MutateFilter Filter, long Mark, string? Bid = null)
{
    public const string KeyPrefix = "mutate/";

    public string Key => KeyPrefix + Number;

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, BulkJson.Default.BulkMutation);

    public static BulkMutation FromBytes(byte[] bytes) => JsonSerializer.Deserialize(bytes, BulkJson.Default.BulkMutation)!;
}
