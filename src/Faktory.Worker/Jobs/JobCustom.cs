using System.Text.Json;
using Faktory.Protocol;

namespace Faktory;

/// <summary>Reads the batch fields of a job's <c>custom</c> hash.</summary>
internal static class JobCustom
{
    public const string Batch = "bid";
    private const string CallbackBatch = "_bid";
    private const string CallbackKindName = "_cb";
    private const string CallbackParent = "_pbid";

    public static string? Text(Job job, string name) =>
        job.Custom is { ValueKind: JsonValueKind.Object } custom && WireJson.GetString(custom, name) is { Length: > 0 } text ? text : null;

    public static JobCallback? Callback(Job job)
    {
        CallbackKind? kind = Text(job, CallbackKindName) switch
        {
            "success" => CallbackKind.Success,
            "complete" => CallbackKind.Complete,
            "cancelled" => CallbackKind.Cancelled,
            _ => null,
        };
        return kind is { } known && Text(job, CallbackBatch) is { } batch ? new JobCallback(batch, known, Text(job, CallbackParent)) : null;
    }
}
