namespace Faktory;

/// <summary>The outcome of a push.</summary>
/// <param name="JobId">The job's id.</param>
/// <param name="IsDuplicate">Whether the server refused it as not unique (NOTUNIQUE); then nothing was enqueued.</param>
public sealed record PushResult(string JobId, bool IsDuplicate);
