namespace Faktory.Deployment.Tests.Kubernetes.Schemas;

/// <summary>The part of ObjectMeta that the manifests use.</summary>
internal sealed record Metadata(string Name, Dictionary<string, string> Labels);
