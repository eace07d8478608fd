using System.Text.RegularExpressions;

namespace Faktory.Docs.Tests;

/// <summary>Metrics that a page names, and labels that it selects by, are in a scrape.</summary>
/// <param name="scrape">The text that Prometheus would read.</param>
internal sealed partial class MetricNames(string scrape)
{
    private readonly List<string> _samples = [.. scrape.Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    public IEnumerable<string> Check(Page page) =>
        from line in page.Lines
        from Match metric in Metric().Matches(line.Text)
        let problem = Problem(metric)
        where problem is not null
        select page.At(line.Number, problem);

    /// <summary>Labels by which an expression sums or joins.</summary>
    public IEnumerable<string> CheckGroups(Page page) =>
        from line in page.Lines
        from Match groups in Groups().Matches(line.Text)
        from label in groups.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries)
        where !_samples.Exists(sample => sample.Contains($"{label}=\"", StringComparison.Ordinal))
        select page.At(line.Number, $"no metric has the label {label}.");

    private string? Problem(Match metric)
    {
        var name = metric.Groups["name"].Value;
        var samples = _samples.Where(sample => sample.StartsWith(name + "{", StringComparison.Ordinal)).ToList();
        if (samples.Count == 0)
        {
            return $"{name} is in no scrape.";
        }

        var labels = Label().Matches(metric.Groups["labels"].Value).Select(label => label.Value).ToList();
        return samples.Exists(sample => labels.TrueForAll(label => sample.Contains(label, StringComparison.Ordinal))) ? null : $"no {name} has {string.Join(", ", labels)}.";
    }

    [GeneratedRegex(@"\b(?<name>(?:faktory_(?:server|worker)|messaging)_[a-z_]+)(?:\{(?<labels>[^}]*)\})?")]
    private static partial Regex Metric();

    [GeneratedRegex(@"[a-z_]+=""[^""]*""")]
    private static partial Regex Label();

    [GeneratedRegex(@"\bby \((?<labels>[^)]+)\)")]
    private static partial Regex Groups();
}
