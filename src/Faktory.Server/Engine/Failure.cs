namespace Faktory.Server.Engine;

/// <summary>What a FAIL reports, already trimmed: error type 100 bytes, message 1,000 bytes, both "unknown" when empty; 50 frames (BEHAVIOUR 2.6).</summary>
internal sealed record FailureReport(string ErrorType, string Message, IReadOnlyList<string> Backtrace)
{
    /// <summary>The longest <see cref="RetryIn"/>.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromDays(365);

    /// <summary>FAIL <c>dead</c> (extension): straight to the dead set, whatever the job's retry says; also with retry 0, because a job that is kept can still be discarded.</summary>
    public bool IsFatal { get; init; }

    /// <summary>FAIL <c>retry_in</c> (extension): the delay of the retry instead of the backoff's, if there is a retry; null for the backoff.</summary>
    public TimeSpan? RetryIn { get; init; }
}

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
