using Faktory.Deployment.Tests.Kubernetes.Schemas;

namespace Faktory.Deployment.Tests.Kubernetes;

/// <summary>What is asked of Prometheus.</summary>
internal static class Queries
{
    /// <summary>Alerts and triggers, by their names.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Read(Manifests.Read(Manifests.External));

    private static Dictionary<string, string> Read(Manifests manifests) =>
        manifests.Single<PrometheusRule>().Spec.Groups.SelectMany(group => group.Rules).Select(rule => (rule.Alert, rule.Expr))
            .Concat(manifests.Single<ScaledObject>().Spec.Triggers.Select(trigger => (trigger.Name, trigger.Metadata.Query)))
            .ToDictionary();
}
