using System.Collections;
using System.Globalization;

namespace Faktory.Worker;

/// <summary>What every log line written while a job runs carries: <c>JobId</c>, <c>JobType</c>, <c>Attempt</c>, and <c>BatchId</c> for a job of a batch. Read only if a log wants it.</summary>
internal sealed class JobLogScope(Job job) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private KeyValuePair<string, object?>[]? _values;

    public int Count => Values.Length;

    public KeyValuePair<string, object?> this[int index] => Values[index];

    private KeyValuePair<string, object?>[] Values => _values ??= Read(job);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() =>
        string.Join(' ', Values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Key}:{value.Value}")));

    private static KeyValuePair<string, object?>[] Read(Job job)
    {
        KeyValuePair<string, object?>[] always = [new("JobId", job.Id), new("JobType", job.Type), new("Attempt", JobContext.AttemptOf(job))];
        return JobCustom.Text(job, JobCustom.Batch) is { } batch ? [.. always, new("BatchId", batch)] : always;
    }
}
