namespace Faktory.Benchmarks.Measuring;

/// <summary>Percentiles of a few times.</summary>
internal static class Percentiles
{
    /// <summary>p50 and p99; empty when there is none.</summary>
    public static IReadOnlyList<TimeSpan> Of(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Order().ToArray();
        return sorted.Length == 0 ? [] : [sorted[sorted.Length / 2], sorted[Math.Min(sorted.Length - 1, sorted.Length * 99 / 100)]];
    }
}
