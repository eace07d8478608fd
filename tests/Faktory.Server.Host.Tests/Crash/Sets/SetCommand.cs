namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>One command of a scenario.</summary>
/// <param name="Line">As it is sent.</param>
/// <param name="IsRight">Whether a reply is the one that it must get.</param>
/// <param name="Effect">What it does, once it is acknowledged.</param>
internal sealed record SetCommand(string Line, Func<string, bool> IsRight, Action<World, string> Effect)
{
    /// <summary>Whether it may be sent again when its reply was lost, and must be, because the reply tells something.</summary>
    public bool IsRepeatable { get; init; }
}
