namespace Faktory.Server.Engine;

/// <summary>What a FAIL reports, already trimmed: error type 100 bytes, message 1,000 bytes, both "unknown" when empty; 50 frames (BEHAVIOUR 2.6).</summary>
internal sealed record FailureReport(string ErrorType, string Message, IReadOnlyList<string> Backtrace);

/// <summary>The FWP failure object of a job.</summary>
internal sealed record FailureRecord(
    int RetryCount,
    int Remaining,
    DateTime FailedAt,
    DateTime? NextAt,
    string? Message,
    string? ErrorType,
    IReadOnlyList<string> Backtrace)
{
    /// <summary>The wire form, made once.</summary>
    public byte[] Json => _json ??= FailureJson.Write(this);

    private byte[]? _json;
}
