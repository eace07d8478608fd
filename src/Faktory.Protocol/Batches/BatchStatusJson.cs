using System.Text.Json;

namespace Faktory.Protocol;

/// <summary>Reads one status object.</summary>
internal static class BatchStatusJson
{
    public const string What = "a batch status";

    public static BatchStatus Read(JsonElement root)
    {
        var callbacks = WireJson.TryFind(root, "callbacks", out _) ? WireJson.GetStrings(root, "callbacks") : null;
        var success = ReadCallback(root, "success", callbacks);
        var complete = ReadCallback(root, "complete", callbacks);
        var failed = WireJson.GetInt64(root, "failed");
        var isCommitted = WireJson.GetBoolean(root, "committed");
        return new BatchStatus(
            WireJson.RequireString(root, "bid", What),
            WireJson.GetString(root, "parent_bid") is { Length: > 0 } parent ? parent : null,
            WireJson.GetString(root, "description") ?? "",
            ReadState(WireJson.GetString(root, "state")) ?? DeriveState(isCommitted, failed, success),
            WireJson.GetInt64(root, "total"),
            WireJson.GetInt64(root, "pending"),
            failed,
            success,
            complete,
            WireJson.GetTime(root, "created_at") ?? default)
        {
            IsCommitted = isCommitted ?? true,
            Cancelled = WireJson.TryFind(root, "cancelled_st", out _) ? ReadCallback(root, "cancelled", callbacks) : CallbackState.None,
            FinishedAt = WireJson.GetTime(root, "finished_at"),
        };
    }

    private static CallbackState ReadCallback(JsonElement root, string name, IReadOnlyList<string>? callbacks) =>
        WireJson.GetString(root, name + "_st") switch
        {
            "1" => CallbackState.Enqueued,
            "2" => CallbackState.Acknowledged,
            _ => callbacks is null || callbacks.Contains(name) ? CallbackState.Pending : CallbackState.None,
        };

    private static BatchState? ReadState(string? state) => state switch
    {
        "open" => BatchState.Open,
        "running" => BatchState.Running,
        "failing" => BatchState.Failing,
        "succeeded" => BatchState.Succeeded,
        "cancelled" => BatchState.Cancelled,
        _ => null,
    };

    // A server without the extension shows neither children nor missing callbacks, so only an acknowledged success proves the end.
    private static BatchState DeriveState(bool? isCommitted, long failed, CallbackState success) =>
        isCommitted == false ? BatchState.Open
        : success == CallbackState.Acknowledged ? BatchState.Succeeded
        : failed > 0 ? BatchState.Failing
        : BatchState.Running;
}
