using System.Globalization;

namespace Faktory.Benchmarks.Measuring;

/// <summary>The results as a Markdown table. Ratios are those of the first system to the others.</summary>
internal static class ComparisonTable
{
    private const string Head = """
        | system | jobs | push/s | jobs/s | ratio | worker CPU µs/job | server CPU µs/job | allocated B/job | push to run p50 / p99 ms | hop p50 / p99 ms | 3-stage jobs/s | ratio |
        |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
        """;

    public static async Task WriteAsync(TextWriter output, IReadOnlyList<SystemResult> results)
    {
        await output.WriteLineAsync(Head);
        var first = results.FirstOrDefault(result => result.Missing is null);
        foreach (var result in results)
        {
            await output.WriteLineAsync(Line(result, first));
        }

        await output.WriteLineAsync();
        foreach (var result in results.Where(result => result.Missing is null))
        {
            await output.WriteLineAsync($"- {result.Name}: {result.AtItsAck}");
        }
    }

    private static string Line(SystemResult one, SystemResult? first) => one.Missing is { } reason
        ? $"| {one.Name} | {reason} |"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"| {one.Name} | {one.Jobs} | {one.PushesPerSecond:F0} | {one.JobsPerSecond:F0} | {Ratio(first!.JobsPerSecond, one.JobsPerSecond)} | {one.WorkerMicroseconds:F1} | {Text(one.ServerMicroseconds, "F1")} | {one.AllocatedBytes:F0} | {Text(one.PushToRun)} | {Text(one.Hops)} | {Text(one.ChainJobsPerSecond, "F0")} | {Ratio(first.ChainJobsPerSecond, one.ChainJobsPerSecond)} |");

    private static string Ratio(double? first, double? other) => first is > 0 && other is > 0 ? (first.Value / other.Value).ToString("F1", CultureInfo.InvariantCulture) + "×" : "-";

    private static string Text(double? number, string format) => number?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    private static string Text(IReadOnlyList<TimeSpan> times) =>
        times.Count == 0 ? "-" : string.Join(" / ", times.Select(time => time.TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture)));
}
