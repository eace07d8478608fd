namespace Faktory.Server.Engine;

/// <summary>One connection as the engine sees it. Immutable identity; what the engine knows of it lives in the engine.</summary>
internal sealed class Session
{
    /// <summary>The origin of timers and other commands without a connection.</summary>
    public static readonly Session Internal = new();

    /// <summary>Where its replies go; null for <see cref="Internal"/> and in tests of the engine alone.</summary>
    public IReplyOutlet? Outlet { get; init; }

    /// <summary>The worker it said it is; null for a producer.</summary>
    public WorkerIdentity? Worker { get; init; }

    /// <summary>Whether it came over the in-memory transport, so that it cannot outlive the process.</summary>
    public bool IsInProcess { get; init; }
}

/// <summary>The worker fields of HELLO.</summary>
/// <param name="Wid">The worker id, not empty.</param>
/// <param name="Hostname">Where it runs.</param>
/// <param name="Pid">Its process.</param>
/// <param name="Labels">What it says about itself.</param>
/// <param name="Releases">Whether its jobs go back at once when it vanishes (extension field <c>release</c>).</param>
internal sealed record WorkerIdentity(string Wid, string Hostname, long Pid, IReadOnlyList<string> Labels, bool Releases)
{
    /// <summary>Whether BEAT may tell it which of its jobs were cancelled (extension field <c>features</c>: <c>cancel</c>).</summary>
    public bool HearsCancel { get; init; }
}
