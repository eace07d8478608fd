using k8s.Models;

namespace Faktory.Deployment.Tests.Kubernetes;

/// <summary>What holds for every pod of either variant.</summary>
public sealed class PodTests
{
    public static TheoryData<string, string> Pods =>
        [.. new[] { Manifests.External, Manifests.Embedded }.SelectMany(variant => Manifests.Read(variant).Workloads.Select(workload => (variant, workload.Name)))];

    [Theory]
    [MemberData(nameof(Pods))]
    public void It_fits_the_restricted_security_standard(string variant, string name)
    {
        var (pod, container) = (Find(variant, name).Pod, Find(variant, name).Container);

        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.Equal((1654, 1654), (pod.SecurityContext.RunAsUser, pod.SecurityContext.RunAsGroup));
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.False(pod.EnableServiceLinks);
    }

    [Theory]
    [MemberData(nameof(Pods))]
    public void What_it_mounts_is_there_and_tmp_is_bounded(string variant, string name)
    {
        var workload = Find(variant, name);
        var claims = Manifests.Read(variant).All<V1StatefulSet>().Where(set => set.Metadata.Name == name).SelectMany(set => set.Spec.VolumeClaimTemplates);

        Assert.Equal(
            workload.Pod.Volumes.Select(volume => volume.Name).Concat(claims.Select(claim => claim.Metadata.Name)).Order(StringComparer.Ordinal),
            workload.Container.VolumeMounts.Select(mount => mount.Name).Order(StringComparer.Ordinal));
        Assert.NotNull(Assert.Single(workload.Pod.Volumes).EmptyDir.SizeLimit);
        Assert.Contains("/tmp", workload.Container.VolumeMounts.Select(mount => mount.MountPath));
    }

    [Theory]
    [MemberData(nameof(Pods))]
    public void It_asks_for_processor_and_memory_and_is_bounded_in_memory_only(string variant, string name)
    {
        var resources = Find(variant, name).Container.Resources;

        Assert.Equal(["cpu", "memory"], resources.Requests.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["memory"], resources.Limits.Keys);
        Assert.True(resources.Limits["memory"].ToInt64() >= resources.Requests["memory"].ToInt64());
    }

    [Theory]
    [MemberData(nameof(Pods))]
    public void Its_probes_ask_for_life_and_readiness_on_the_port_for_HTTP(string variant, string name)
    {
        var container = Find(variant, name).Container;

        Assert.Equal(("/health/live", "/health/live", "/health/ready"), (Path(container.StartupProbe), Path(container.LivenessProbe), Path(container.ReadinessProbe)));
        Assert.All(new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }, probe => Assert.Equal("http", probe.HttpGet.Port));
        Assert.Contains(container.Ports, port => port.Name == "http");
    }

    private static string Path(V1Probe probe) => probe.HttpGet.Path;

    private static Workload Find(string variant, string name) => Manifests.Read(variant).Workloads.Single(workload => workload.Name == name);
}
