using System.Globalization;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Storage;

/// <summary>Rows as text: what makes a difference between two stores readable, byte arrays included.</summary>
internal static class RowText
{
    public static IEnumerable<string> Lines(StoredRows rows) =>
    [
        .. rows.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"entry {entry.Key} = {Hex(entry.Value)}"),
        .. rows.Queues.Values.OrderBy(queue => queue.Name, StringComparer.Ordinal).Select(queue => queue.ToString()),
        .. rows.Batches.Select(Of),
        .. rows.Members.Select(row => $"members {row.Batch}/{row.Sequence} = {Hex(row.Changes)}"),
        .. rows.Settled.Select(row => $"settled {row.Sequence} = {Hex(row.Jobs)}"),
        .. rows.Jobs.Select(job => Of(job)),
    ];

    public static string Of(JobRow job) =>
        $"{job with { Payload = null, Failure = null }} payload {Hex(job.Payload)} failure {Hex(job.Failure)}";

    public static string Of(BatchRow batch) =>
        $"{batch with { Success = null, Complete = null, Cancelled = null }} callbacks {Hex(batch.Success)} {Hex(batch.Complete)} {Hex(batch.Cancelled)}";

    private static string Hex(byte[]? bytes) => bytes switch
    {
        null => "null",
        { Length: > 256 } => string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes, hash {System.IO.Hashing.XxHash3.HashToUInt64(bytes):x}"),
        _ => $"'{Convert.ToHexString(bytes)}'",
    };
}
