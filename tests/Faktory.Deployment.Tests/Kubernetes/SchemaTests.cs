using Faktory.Deployment.Tests.Kubernetes.Schemas;
using k8s.Models;

namespace Faktory.Deployment.Tests.Kubernetes;

/// <summary>What each folder of manifests holds. That it can be read at all means that no field is unknown and no value of a wrong type.</summary>
public sealed class SchemaTests
{
    [Fact]
    public void Outside_the_process_there_are_a_server_workers_and_what_surrounds_them()
    {
        var manifests = Manifests.Read(Manifests.External);

        Assert.Equal(
            [
                nameof(Kustomization), nameof(PrometheusRule), nameof(ScaledObject), nameof(ServiceMonitor), nameof(V1Deployment), nameof(V1NetworkPolicy),
                nameof(V1NetworkPolicy), nameof(V1PodDisruptionBudget), nameof(V1Secret), nameof(V1Service), nameof(V1StatefulSet),
            ],
            manifests.Objects.Select(item => item.GetType().Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Inside_the_process_there_is_one_replica_and_no_server()
    {
        var manifests = Manifests.Read(Manifests.Embedded);

        Assert.Equal(
            [nameof(Kustomization), nameof(V1NetworkPolicy), nameof(V1Service), nameof(V1StatefulSet)],
            manifests.Objects.Select(item => item.GetType().Name).Order(StringComparer.Ordinal));
        Assert.Equal(1, Assert.Single(manifests.Workloads).Replicas);
    }

    [Theory]
    [InlineData(Manifests.External)]
    [InlineData(Manifests.Embedded)]
    public void Names_begin_with_that_of_the_application_and_leave_room_for_what_Kubernetes_adds(string variant)
    {
        const string Application = "faktory-worker-app";
        const int Longest = 40;                                     // of a name, as template.json shortens it
        var names = Manifests.Read(variant).Objects.OfType<k8s.IKubernetesObject<V1ObjectMeta>>().Select(item => item.Metadata.Name).ToList();

        Assert.All(names, name => Assert.StartsWith(Application, name, StringComparison.Ordinal));

        // A pod of a StatefulSet has the label controller-revision-hash: its name and up to 11 characters more, of 63.
        Assert.All(names, name => Assert.InRange(name.Length - Application.Length + Longest, 1, 63 - 11));
    }

    [Fact]
    public void A_server_has_one_replica_with_a_volume_that_it_may_write_to()
    {
        foreach (var server in Manifests.Read(Manifests.External).All<V1StatefulSet>().Concat(Manifests.Read(Manifests.Embedded).All<V1StatefulSet>()))
        {
            var claim = Assert.Single(server.Spec.VolumeClaimTemplates);
            var workload = Workload.Of(server)!;
            var mount = Assert.Single(workload.Container.VolumeMounts, mount => mount.Name == claim.Metadata.Name);

            Assert.Equal(1, server.Spec.Replicas);
            Assert.Equal(["ReadWriteOnce"], claim.Spec.AccessModes);
            Assert.Equal(workload.Variables["Faktory__Server__DataDirectory"], mount.MountPath);
            Assert.Equal(workload.Pod.SecurityContext.RunAsGroup, workload.Pod.SecurityContext.FsGroup);
        }
    }
}
