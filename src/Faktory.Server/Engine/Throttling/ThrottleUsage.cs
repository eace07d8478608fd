namespace Faktory.Server.Engine;

/// <summary>How much of a throttle is in use.</summary>
/// <param name="Queue">The throttled queue.</param>
/// <param name="Used">The slots that running jobs hold, of all workers.</param>
/// <param name="Rule">The limit.</param>
internal readonly record struct ThrottleUsage(string Queue, int Used, ThrottleRule Rule);
