using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Faktory.Server.Hosting;

/// <summary>Reads <c>Faktory:Server:Cron</c>. The binder would lose the types of arguments and drop without a word what it cannot convert.</summary>
internal sealed class CronSection(ConfiguredJson json)
{
    public const string Key = FaktoryServerOptionsValidator.Section + ":Cron";

    private readonly List<string> _faults = [];

    public static void Fill(FaktoryServerOptions options, IConfiguration configuration)
    {
        var json = new ConfiguredJson(configuration);
        options.Cron = [.. configuration.GetSection(Key).GetChildren().Select(section => new CronSection(json).Read(section))];
    }

    private FaktoryCronOptions Read(IConfigurationSection section)
    {
        var entry = new FaktoryCronOptions { ConfigurationKey = section.Path, Faults = _faults };
        foreach (var field in Fields(section))
        {
            switch (field.Key.ToLowerInvariant())
            {
                case "name":
                    entry.Name = Text(field);
                    break;
                case "schedule":
                    entry.Schedule = Text(field) ?? "";
                    break;
                case "time_zone":
                    entry.TimeZone = Text(field);
                    break;
                case "job":
                    ReadJob(field, entry.Job);
                    break;
                default:
                    _faults.Add($"{field.Path} is unknown; a cron entry has name, schedule, time_zone and job.");
                    break;
            }
        }

        return entry;
    }

    private void ReadJob(IConfigurationSection section, FaktoryCronJobOptions job)
    {
        foreach (var field in Fields(section))
        {
            switch (field.Key.ToLowerInvariant())
            {
                case "type":
                    job.Type = Text(field) ?? "";
                    break;
                case "queue":
                    job.Queue = Text(field);
                    break;
                case "retry":
                    job.Retry = Integer(field);
                    break;
                case "reserve_for":
                    job.ReserveFor = Integer(field);
                    break;
                case "args":
                    job.Args = Json(field);
                    break;
                case "custom":
                    job.Custom = Json(field);
                    break;
                default:
                    _faults.Add($"{field.Path} is unknown; the job of a cron entry has type, queue, retry, reserve_for, args and custom.");
                    break;
            }
        }
    }

    private IEnumerable<IConfigurationSection> Fields(IConfigurationSection section)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            _faults.Add($"{section.Path} is \"{section.Value}\"; it must be an object.");
        }

        return section.GetChildren();
    }

    private string? Text(IConfigurationSection field)
    {
        if (field.GetChildren().Any())
        {
            _faults.Add($"{field.Path} is an object or array; it must be a string.");
        }

        return field.Value;
    }

    private int? Integer(IConfigurationSection field)
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        _faults.Add($"{field.Path} is \"{text}\"; it must be an integer.");
        return null;
    }

    private string? Json(IConfigurationSection field) => field.GetChildren().Any() ? json.Read(field) : field.Value;
}
