using System.Globalization;

namespace Faktory.LoadTest.Measuring;

/// <summary>The results as a Markdown table, line by line as they come.</summary>
internal sealed class ResultTable(TextWriter output)
{
    public Task WriteHeadAsync() => output.WriteLineAsync(
        "| what | connections | in flight | jobs | jobs/s | p50 ms | p99 ms | server CPU µs/job |\n|---|--:|--:|--:|--:|--:|--:|--:|");

    public Task WriteAsync(Measurement one)
    {
        var cpu = one.ServerCpu is { } time ? (time.TotalMicroseconds / one.Jobs).ToString("F1", CultureInfo.InvariantCulture) : "-";
        return output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {one.Name} | {one.Connections} | {one.Depth} | {one.Jobs} | {one.Jobs / one.Elapsed.TotalSeconds:F0} | {one.Median.TotalMilliseconds:F2} | {one.Slowest.TotalMilliseconds:F2} | {cpu} |"));
    }
}
