using System.Diagnostics;

namespace Faktory.LoadTest.Measuring;

/// <summary>How long each command took, from its being written to its reply.</summary>
internal sealed class Latencies
{
    private readonly List<long> _ticks = [];

    public void Add(long ticks) => _ticks.Add(ticks);

    /// <summary>The time within which that part of all commands was answered.</summary>
    public static TimeSpan[] Percentiles(IEnumerable<Latencies> all, params ReadOnlySpan<double> parts)
    {
        var sorted = all.SelectMany(one => one._ticks).ToArray();
        Array.Sort(sorted);
        var times = new TimeSpan[parts.Length];
        for (var index = 0; index < parts.Length && sorted.Length > 0; index++)
        {
            times[index] = Stopwatch.GetElapsedTime(0, sorted[(int)Math.Min(sorted.Length - 1, parts[index] * sorted.Length)]);
        }

        return times;
    }
}
