using Cronos;

namespace Faktory.Server.Engine;

/// <summary>The times of a cron entry. Pure computation: the same question has the same answer.</summary>
internal sealed class CronSchedule
{
    private const int FieldsWithSeconds = 6;

    /// <summary>From where on it is asked whether a schedule comes at all; any date before the first server serves.</summary>
    private static readonly DateTime Long = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TimeZoneInfo _zone;
    private readonly CronExpression[] _expressions;

    private CronSchedule(string text, TimeZoneInfo zone, CronExpression[] expressions) => (Text, _zone, _expressions) = (text, zone, expressions);

    public string Text { get; }

    /// <summary>
    /// Reads <c>minute hour day-of-month month day-of-week</c>, optionally with seconds before them, or a macro such as <c>@hourly</c>.
    /// As in crontab(5), a day matches one of the two day fields when both are restricted.
    /// </summary>
    /// <exception cref="FormatException">It is no schedule, or one whose time never comes.</exception>
    public static CronSchedule Parse(string text, TimeZoneInfo zone)
    {
        try
        {
            var schedule = new CronSchedule(text, zone, [.. Split(text)]);
            return schedule.NextAfter(Long) is null ? throw new FormatException("Its time never comes.") : schedule;
        }
        catch (MissingSeedException)
        {
            throw new FormatException("H is not supported; write the number.");
        }
    }

    public bool IsSameAs(CronSchedule other) => Text == other.Text && _zone.Id == other._zone.Id;

    /// <summary>The first time later than <paramref name="utc"/>, UTC; null when there is none.</summary>
    public DateTime? NextAfter(DateTime utc) => _expressions.Min(expression => expression.GetNextOccurrence(utc, _zone));

    private static IEnumerable<CronExpression> Split(string text)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var format = fields.Length == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard;
        if (fields.Length < 5 || !IsRestricted(fields[^3]) || !IsRestricted(fields[^1]))
        {
            return [CronExpression.Parse(text, format)];
        }

        return [CronExpression.Parse(Without(fields, fields.Length - 1), format), CronExpression.Parse(Without(fields, fields.Length - 3), format)];
    }

    private static bool IsRestricted(string days) => days[0] is not ('*' or '?');

    private static string Without(string[] fields, int index) => string.Join(' ', fields.Select((field, at) => at == index ? "*" : field));
}
