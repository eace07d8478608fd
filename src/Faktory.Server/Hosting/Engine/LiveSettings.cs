using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>The configuration that the engine works by, so that an engine that takes over works by it too. Engine thread only.</summary>
internal sealed class LiveSettings(IReadOnlyList<CronEntry> cron)
{
    public IReadOnlyList<CronEntry> Cron { get; private set; } = cron;

    /// <summary>The changed throttles; null for those that the engine starts with.</summary>
    public SetThrottlesCommand? Throttles { get; private set; }

    public void Observe(Command command)
    {
        if (command is ConfigureCronCommand configure)
        {
            Cron = configure.Entries;
        }

        Throttles = command as SetThrottlesCommand ?? Throttles;
    }
}
