namespace Faktory.Deployment.Tests.Kubernetes.Schemas;

/// <summary>The part of monitoring.coreos.com/v1 ServiceMonitor that the manifests use, from the operator's API reference.</summary>
internal sealed record ServiceMonitor(string ApiVersion, string Kind, Metadata Metadata, ServiceMonitor.Specification Spec)
{
    internal sealed record Specification(Selector Selector, IReadOnlyList<Endpoint> Endpoints);

    internal sealed record Selector(Dictionary<string, string> MatchLabels);

    /// <summary>Durations are written as Prometheus does: <c>15s</c>.</summary>
    internal sealed record Endpoint(string Port, string Path, string Interval, string ScrapeTimeout);
}
