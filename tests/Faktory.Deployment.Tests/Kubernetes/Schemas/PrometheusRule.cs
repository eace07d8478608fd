namespace Faktory.Deployment.Tests.Kubernetes.Schemas;

/// <summary>The part of monitoring.coreos.com/v1 PrometheusRule that the manifests use, from the operator's API reference.</summary>
internal sealed record PrometheusRule(string ApiVersion, string Kind, Metadata Metadata, PrometheusRule.Specification Spec)
{
    internal sealed record Specification(IReadOnlyList<Group> Groups);

    internal sealed record Group(string Name, IReadOnlyList<Rule> Rules);

    internal sealed record Rule(string Alert, string Expr, Dictionary<string, string> Labels, Dictionary<string, string> Annotations, string? For = null);
}
