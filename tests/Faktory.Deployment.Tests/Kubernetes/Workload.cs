using k8s.Models;

namespace Faktory.Deployment.Tests.Kubernetes;

/// <summary>What a Deployment and a StatefulSet have in common.</summary>
internal sealed record Workload(V1ObjectMeta Metadata, V1LabelSelector Selector, V1PodTemplateSpec Template, int? Replicas)
{
    public string Name => Metadata.Name;

    public IDictionary<string, string> Labels => Template.Metadata.Labels;

    public V1PodSpec Pod => Template.Spec;

    /// <summary>The one container.</summary>
    public V1Container Container => Assert.Single(Pod.Containers);

    /// <summary>The values of its variables; those from a Secret are null.</summary>
    public IReadOnlyDictionary<string, string?> Variables => Container.Env.ToDictionary(variable => variable.Name, variable => (string?)variable.Value);

    public IReadOnlyDictionary<string, int> Ports => Container.Ports.ToDictionary(port => port.Name, port => port.ContainerPort);

    public static Workload? Of(object manifest) => manifest switch
    {
        V1Deployment it => new Workload(it.Metadata, it.Spec.Selector, it.Spec.Template, it.Spec.Replicas),
        V1StatefulSet it => new Workload(it.Metadata, it.Spec.Selector, it.Spec.Template, it.Spec.Replicas),
        _ => null,
    };
}
