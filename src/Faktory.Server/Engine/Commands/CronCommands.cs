namespace Faktory.Server.Engine;

/// <summary>Replaces the cron entries by those of a changed configuration. No reply leaves.</summary>
internal sealed class ConfigureCronCommand(IReadOnlyList<CronEntry> entries) : Command(Session.Internal)
{
    /// <summary>All of them, keys distinct.</summary>
    public IReadOnlyList<CronEntry> Entries { get; } = entries;
}
