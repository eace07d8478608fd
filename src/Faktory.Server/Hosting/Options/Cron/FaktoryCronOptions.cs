namespace Faktory;

/// <summary>
/// A job that the server pushes again and again, an element of <c>Faktory:Server:Cron</c>:
/// <c>{ "schedule": "0 3 * * *", "job": { "type": "report" } }</c>. A time that comes while the server is down is skipped.
/// Changes of the configuration take effect at once; on Unix the signal SIGHUP makes the server read its files again, unless it was started in a terminal.
/// </summary>
public sealed class FaktoryCronOptions
{
    /// <summary>What the entry is called in the log, and what makes it the same entry although its schedule or job changes (<c>name</c>).</summary>
    /// <value>Null: it is known by its schedule and job. Names are unique.</value>
    public string? Name { get; set; }

    /// <summary>
    /// When it is due (<c>schedule</c>): minute, hour, day of the month, month, day of the week as in crontab, for example <c>*/5 8-18 * * MON-FRI</c>.
    /// When both day fields are restricted, one of them must match. Six fields begin with seconds. Macros such as <c>@hourly</c>,
    /// and <c>L</c>, <c>W</c> and <c>#</c> in day fields, are understood too.
    /// </summary>
    public string Schedule { get; set; } = "";

    /// <summary>
    /// The IANA name of the time zone in which the schedule is read (<c>time_zone</c>), for example <c>Europe/Berlin</c>. When its clocks are set
    /// forward, a time that does not exist that day comes right after the gap; when they are set back, a time that exists twice comes once, and
    /// intervals such as every 30 minutes go on through both hours.
    /// </summary>
    /// <value>Null: UTC.</value>
    public string? TimeZone { get; set; }

    /// <summary>What is pushed (<c>job</c>).</summary>
    public FaktoryCronJobOptions Job { get; set; } = new();

    /// <summary>Where it stands in the configuration; null for code.</summary>
    internal string? ConfigurationKey { get; init; }

    /// <summary>What in the configuration could not be read; each names its key.</summary>
    internal IReadOnlyList<string> Faults { get; init; } = [];
}
