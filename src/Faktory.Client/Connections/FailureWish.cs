namespace Faktory.Client;

/// <summary>
/// What a worker wants of a job that failed (extensions of FAIL; check <see cref="Protocol.FaktoryExtensions.FailDead"/> and
/// <see cref="Protocol.FaktoryExtensions.FailRetryIn"/>: other servers ignore the fields). The default is to leave it to the job's retry.
/// </summary>
/// <param name="IsDead">Straight to the dead set, whatever the job's retry says; wins over <paramref name="RetryIn"/>.</param>
/// <param name="RetryIn">When the next retry is due, if the job has one left; from 0 to 365 days. Null for the server's backoff.</param>
internal readonly record struct FailureWish(bool IsDead, TimeSpan? RetryIn);
