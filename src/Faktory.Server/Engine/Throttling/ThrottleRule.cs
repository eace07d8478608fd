namespace Faktory.Server.Engine;

/// <summary>How many jobs of a queue may run at once (BEHAVIOUR 4.4).</summary>
/// <param name="Limit">So many, at least 1.</param>
/// <param name="IsPerWorker">Whether each worker id has the limit for itself; connections without one share one.</param>
/// <param name="Timeout">After so long a job's slot is free, even if neither ACK nor FAIL came.</param>
internal sealed record ThrottleRule(int Limit, bool IsPerWorker, TimeSpan Timeout);
