namespace Faktory.Rollout.Tests.Pods;

/// <summary>How a pod took SIGTERM.</summary>
/// <param name="Pod">Which.</param>
/// <param name="ExitCode">Of its process.</param>
/// <param name="Duration">From the signal to its end.</param>
/// <param name="UnreadyAfter">How long after the signal its readiness was seen to fail; null for never.</param>
/// <param name="WasAlive">Whether its liveness never failed; a kubelet would have killed it for that.</param>
internal sealed record Departure(Pod Pod, int ExitCode, TimeSpan Duration, TimeSpan? UnreadyAfter, bool WasAlive);
