using OpenTelemetry.Metrics;

namespace Faktory.Testing.Tests.Telemetry;

/// <summary>One point of a metric.</summary>
/// <param name="Name">The instrument.</param>
/// <param name="Tags">What it belongs to.</param>
/// <param name="Value">The sum of a counter, or how many values a histogram took.</param>
internal sealed record Measured(string Name, IReadOnlyDictionary<string, object?> Tags, long Value)
{
    public static IReadOnlyList<Measured> Read(IEnumerable<Metric> metrics)
    {
        var points = new List<Measured>();
        foreach (var metric in metrics)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                var tags = new Dictionary<string, object?>();
                foreach (var tag in point.Tags)
                {
                    tags[tag.Key] = tag.Value;
                }

                points.Add(new Measured(metric.Name, tags, metric.MetricType switch
                {
                    MetricType.Histogram => point.GetHistogramCount(),
                    MetricType.LongGauge => point.GetGaugeLastValueLong(),
                    MetricType.DoubleGauge => (long)point.GetGaugeLastValueDouble(),
                    MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => (long)point.GetSumDouble(),
                    _ => point.GetSumLong(),
                }));
            }
        }

        return points;
    }

    public bool Has(string tag, object? value) => Equals(Tags.GetValueOrDefault(tag), value);
}
