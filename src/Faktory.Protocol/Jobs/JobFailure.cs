namespace Faktory;

/// <summary>What the server remembers of a job's latest failed execution (FWP <c>failure</c> object).</summary>
/// <param name="RetryCount">How many retries were used up before that execution; 0 after the first failure.</param>
/// <param name="FailedAt">When the job failed for the first time.</param>
public sealed record JobFailure(int RetryCount, DateTimeOffset FailedAt)
{
    /// <summary>How many retries are left.</summary>
    public int Remaining { get; init; }

    /// <summary>When the next retry is due; null when there is none.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The error message, 1,000 bytes at most.</summary>
    public string? Message { get; init; }

    /// <summary>The error type, by convention the exception's full name, 100 bytes at most.</summary>
    public string? ErrorType { get; init; }

    /// <summary>Stack frames, 50 at most, innermost first.</summary>
    public IReadOnlyList<string> Backtrace { get; init; } = [];
}
