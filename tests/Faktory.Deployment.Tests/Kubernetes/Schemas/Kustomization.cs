namespace Faktory.Deployment.Tests.Kubernetes.Schemas;

/// <summary>The part of kustomize.config.k8s.io/v1beta1 that the manifests use, from its reference.</summary>
internal sealed record Kustomization(
    string ApiVersion, string Kind, IReadOnlyList<string> Resources, IReadOnlyList<Kustomization.Image> Images, IReadOnlyList<Kustomization.Patch>? Patches = null)
{
    internal sealed record Image(string Name, string NewTag, string? NewName = null);

    internal sealed record Patch(Target Target, [property: System.Text.Json.Serialization.JsonPropertyName("patch")] string Text);

    internal sealed record Target(string Kind, string Name);
}
