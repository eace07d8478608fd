namespace Faktory.Server.Engine;

/// <summary>Other throttles than before, by queue: a changed configuration. No reply.</summary>
internal sealed class SetThrottlesCommand(IReadOnlyDictionary<string, ThrottleRule> rules) : Command(Session.Internal)
{
    public IReadOnlyDictionary<string, ThrottleRule> Rules { get; } = rules;
}
