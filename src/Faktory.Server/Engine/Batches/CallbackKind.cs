namespace Faktory.Server.Engine;

/// <summary>Which callback; the numbers are stored.</summary>
internal enum CallbackKind : byte
{
    Success = 1,
    Complete = 2,
    Cancelled = 3,
}

/// <summary>BEHAVIOUR 3.3: "", "1" and "2" on the wire; the numbers are stored.</summary>
internal enum CallbackProgress : byte
{
    Pending = 0,
    Enqueued = 1,
    Acknowledged = 2,
}

internal static class CallbackKindText
{
    /// <summary>The name on the wire (FWP <c>custom._cb</c>).</summary>
    public static string ToWire(this CallbackKind kind) => kind switch
    {
        CallbackKind.Success => "success",
        CallbackKind.Complete => "complete",
        _ => "cancelled",
    };
}
