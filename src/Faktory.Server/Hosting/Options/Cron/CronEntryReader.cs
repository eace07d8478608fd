using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Faktory.Server.Commands;
using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>Reads one cron entry and tells everything that is wrong with it.</summary>
/// <param name="cron">What is configured.</param>
/// <param name="place">Its key in the configuration.</param>
/// <param name="failures">Where to tell it.</param>
internal sealed class CronEntryReader(FaktoryCronOptions cron, string place, List<string> failures)
{
    /// <summary>As deep as the arguments of a command may be.</summary>
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = 256 };

    /// <returns>Null when something is wrong.</returns>
    public CronEntry? Read()
    {
        var before = failures.Count;
        failures.AddRange(cron.Faults);
        var schedule = ReadSchedule(ReadTimeZone());
        var json = ReadJob();
        var job = CronJobParser.Parse(json, out var error);
        if (failures.Count > before)
        {
            return null;
        }

        if (schedule is null || job is null)
        {
            failures.Add($"{place}:job: {error}");
            return null;
        }

        return string.IsNullOrEmpty(cron.Name)
            ? new CronEntry($"hash/{Hash(json)}", $"{cron.Job.Type} at {cron.Schedule}", schedule, job)
            : new CronEntry($"name/{cron.Name}", cron.Name, schedule, job);
    }

    private TimeZoneInfo ReadTimeZone()
    {
        if (string.IsNullOrEmpty(cron.TimeZone))
        {
            return TimeZoneInfo.Utc;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(cron.TimeZone, out var zone))
        {
            return zone;
        }

        failures.Add($"{place}:time_zone is \"{cron.TimeZone}\", which this machine does not know; it must be an IANA name such as Europe/Berlin.");
        return TimeZoneInfo.Utc;
    }

    private CronSchedule? ReadSchedule(TimeZoneInfo zone)
    {
        try
        {
            return CronSchedule.Parse(cron.Schedule, zone);
        }
        catch (FormatException error)
        {
            failures.Add($"{place}:schedule is \"{cron.Schedule}\"; it must be minute, hour, day of the month, month and day of the week, such as 0 3 * * MON-FRI. {error.Message}");
            return null;
        }
    }

    private byte[] ReadJob()
    {
        if (string.IsNullOrEmpty(cron.Job.Type))
        {
            failures.Add($"{place}:job:type is missing.");
        }

        var args = ReadJson("args", cron.Job.Args, JsonValueKind.Array, "a JSON array such as [1, \"a\"]");
        var custom = ReadJson("custom", cron.Job.Custom, JsonValueKind.Object, "a JSON object such as {\"unique_for\": 600}");
        CheckAlone("queue", writer => writer.WriteString("queue", cron.Job.Queue));
        CheckAlone("reserve_for", writer => writer.WriteNumber("reserve_for", cron.Job.ReserveFor ?? 0));
        CheckAlone("custom", writer => Write(writer, "custom", custom));
        return ToJson(writer =>
        {
            writer.WriteString("jobtype", cron.Job.Type);
            writer.WriteString("queue", cron.Job.Queue);
            Write(writer, "args", args);
            Write(writer, "custom", custom);
            writer.WriteNumber("reserve_for", cron.Job.ReserveFor ?? 0);
            if (cron.Job.Retry is { } retry)
            {
                writer.WriteNumber("retry", retry);
            }
        });
    }

    private JsonElement? ReadJson(string field, string? text, JsonValueKind kind, string expected)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text, Depth);
            if (document.RootElement.ValueKind == kind)
            {
                return document.RootElement.Clone();
            }

            failures.Add($"{place}:job:{field} is {text}; it must be {expected}.");
        }
        catch (JsonException error)
        {
            failures.Add($"{place}:job:{field} is {text}; it must be {expected}. {JsonArgument.Describe(error)}");
        }

        return null;
    }

    /// <summary>The rules of jobs do not say which field they are about.</summary>
    private void CheckAlone(string field, Action<Utf8JsonWriter> write)
    {
        CronJobParser.Parse(
            ToJson(writer =>
            {
                writer.WriteString("jobtype", "t");
                write(writer);
            }),
            out var error);
        if (error is not null)
        {
            failures.Add($"{place}:job:{field}: {error}.");
        }
    }

    private string Hash(byte[] job)
    {
        var hash = JobHash.Of([.. ToJson(writer =>
        {
            writer.WriteString("schedule", cron.Schedule);
            writer.WriteString("time_zone", cron.TimeZone);
        }), .. job]);
        return $"{hash.High:x16}{hash.Low:x16}";
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonElement? value)
    {
        if (value is { } element)
        {
            writer.WritePropertyName(name);
            element.WriteTo(writer);
        }
    }

    private static byte[] ToJson(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
