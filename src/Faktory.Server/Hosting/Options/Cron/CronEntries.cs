using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>Turns the configured cron entries into those of the engine.</summary>
internal static class CronEntries
{
    /// <param name="options">Validated.</param>
    public static IReadOnlyList<CronEntry> Read(FaktoryServerOptions options) => Read(options, []);

    /// <summary>Everything that is wrong, each with its key.</summary>
    public static IEnumerable<string> Check(FaktoryServerOptions options)
    {
        var failures = new List<string>();
        Read(options, failures);
        return failures;
    }

    private static List<CronEntry> Read(FaktoryServerOptions options, List<string> failures)
    {
        var entries = new List<CronEntry>();
        var places = new Dictionary<string, string>();
        foreach (var (index, cron) in options.Cron.Index())
        {
            var place = cron.ConfigurationKey ?? $"{CronSection.Key}:{index}";
            if (new CronEntryReader(cron, place, failures).Read() is not { } entry)
            {
                continue;
            }

            if (places.TryAdd(entry.Key, place))
            {
                entries.Add(entry);
            }
            else
            {
                failures.Add(string.IsNullOrEmpty(cron.Name)
                    ? $"{place} is the same as {places[entry.Key]}; remove one of them, or give them names to have the job twice."
                    : $"{place}:name is \"{cron.Name}\", as is {places[entry.Key]}:name; each entry needs a name of its own.");
            }
        }

        return entries;
    }
}
