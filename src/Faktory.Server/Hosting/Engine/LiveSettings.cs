using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>The configuration that the engine works by, so that an engine that takes over works by it too. Engine thread only.</summary>
internal sealed class LiveSettings(IReadOnlyList<CronEntry> cron)
{
    public IReadOnlyList<CronEntry> Cron { get; private set; } = cron;

    public void Observe(Command command)
    {
        if (command is ConfigureCronCommand configure)
        {
            Cron = configure.Entries;
        }
    }
}
