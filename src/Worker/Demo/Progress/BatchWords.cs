using Faktory;

namespace Worker.Demo.Progress;

/// <summary>States of batches in words.</summary>
internal static class BatchWords
{
    /// <summary>Where a batch stands.</summary>
    public static string Of(BatchState state) => state switch
    {
        BatchState.Open => "being filled",
        BatchState.Running => "running",
        BatchState.Failing => "failing",
        BatchState.Succeeded => "succeeded",
        BatchState.Cancelled => "cancelled",
        _ => $"{state}",
    };

    /// <summary>Where a callback stands.</summary>
    public static string Of(CallbackState state) => state switch
    {
        CallbackState.None => "none",
        CallbackState.Pending => "to come",
        CallbackState.Enqueued => "running",
        CallbackState.Acknowledged => "done",
        _ => $"{state}",
    };
}
