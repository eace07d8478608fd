using Faktory.Client;

namespace Faktory;

/// <summary>What becomes of a job whose handler threw.</summary>
public sealed record FailureAction
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(365);

    private FailureAction(string name, FailureWish wish = default) => (Name, Wish) = (name, wish);

    /// <summary>FAIL: the server retries the job as its <see cref="Job.Retry"/> says. What happens without any rule.</summary>
    public static FailureAction Retry { get; } = new(nameof(Retry));

    /// <summary>FAIL, straight to the dead set, whatever retries the job has left. An ordinary failure where the server does not have the extension <c>fail.dead</c>.</summary>
    public static FailureAction Dead { get; } = new(nameof(Dead), new FailureWish(IsDead: true, RetryIn: null));

    /// <summary>
    /// ACK: the job counts as done, as if its handler had returned, and the exception is logged at Information. Batches that the handler re-opened
    /// are committed; a stage that it began and did not commit still fails the job.
    /// </summary>
    public static FailureAction Ignore { get; } = new(nameof(Ignore));

    /// <summary>Whether the job is acknowledged.</summary>
    internal bool IsIgnored => ReferenceEquals(this, Ignore);

    /// <summary>What FAIL says of it.</summary>
    internal FailureWish Wish { get; }

    private string Name { get; }

    /// <summary>
    /// FAIL, and the retry is due after <paramref name="delay"/> in place of the server's backoff. It counts as a retry: a job that has none left is not
    /// tried again. The server's backoff where the server does not have the extension <c>fail.retry_in</c>.
    /// </summary>
    /// <param name="delay">From 0 to 365 days.</param>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative or longer than that.</exception>
    public static FailureAction RetryAfter(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, LongestDelay);
        return new FailureAction(nameof(RetryAfter), new FailureWish(IsDead: false, delay));
    }

    /// <summary>For logs: <c>Dead</c>, <c>RetryAfter(00:01:00)</c>.</summary>
    public override string ToString() => Wish.RetryIn is { } delay ? $"{Name}({delay})" : Name;
}
