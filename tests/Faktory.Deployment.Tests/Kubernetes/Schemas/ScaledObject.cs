namespace Faktory.Deployment.Tests.Kubernetes.Schemas;

/// <summary>The part of keda.sh/v1alpha1 ScaledObject that the manifests use, from KEDA's reference (2.18).</summary>
internal sealed record ScaledObject(string ApiVersion, string Kind, Metadata Metadata, ScaledObject.Specification Spec)
{
    internal sealed record Specification(
        Target ScaleTargetRef,
        int PollingInterval,
        int CooldownPeriod,
        int MinReplicaCount,
        int MaxReplicaCount,
        Fallback Fallback,
        Advanced Advanced,
        IReadOnlyList<Trigger> Triggers);

    internal sealed record Target(string ApiVersion, string Kind, string Name);

    internal sealed record Fallback(int FailureThreshold, int Replicas, string Behavior);

    internal sealed record Advanced(HorizontalPodAutoscalerConfig HorizontalPodAutoscalerConfig);

    internal sealed record HorizontalPodAutoscalerConfig(Behavior Behavior);

    internal sealed record Behavior(Rules ScaleUp, Rules ScaleDown);

    internal sealed record Rules(int StabilizationWindowSeconds, IReadOnlyList<Policy> Policies);

    internal sealed record Policy(string Type, int Value, int PeriodSeconds);

    internal sealed record Trigger(string Type, string Name, string MetricType, PrometheusTrigger Metadata);

    /// <summary>The metadata of a trigger is a map of strings, numbers included.</summary>
    internal sealed record PrometheusTrigger(string ServerAddress, string Query, string Threshold, string ActivationThreshold, string IgnoreNullValues);
}
