using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>The configuration that the engine works by, so that an engine that takes over works by it too. Engine thread only.</summary>
internal sealed class LiveSettings(IReadOnlyList<CronEntry> cron)
{
    private IReadOnlyList<CronEntry> _cron = cron;

    /// <summary>What a new engine is told.</summary>
    public IEnumerable<Command> ToCommands() => [new ConfigureCronCommand(_cron)];

    public void Observe(Command command)
    {
        if (command is ConfigureCronCommand configure)
        {
            _cron = configure.Entries;
        }
    }
}
