using System.Text.RegularExpressions;

namespace Faktory.Deployment.Tests.Kubernetes;

/// <summary>Reads PromQL as far as these tests ask.</summary>
internal static partial class Query
{
    /// <summary>The metrics that it asks for, each with its labels.</summary>
    public static IEnumerable<(string Metric, IReadOnlyDictionary<string, string> Labels)> Selectors(string query) =>
        from selector in Selector().Matches(query)
        select (selector.Groups["name"].Value, (IReadOnlyDictionary<string, string>)Label().Matches(selector.Groups["labels"].Value)
            .ToDictionary(label => label.Groups["name"].Value, label => label.Groups["value"].Value));

    [GeneratedRegex(@"(?<name>faktory_\w+)(\{(?<labels>[^}]*)\})?")]
    private static partial Regex Selector();

    [GeneratedRegex(@"(?<name>\w+)=""(?<value>[^""]*)""")]
    private static partial Regex Label();
}
