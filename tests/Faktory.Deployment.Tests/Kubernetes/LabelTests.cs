using Faktory.Deployment.Tests.Kubernetes.Schemas;
using k8s.Models;

namespace Faktory.Deployment.Tests.Kubernetes;

/// <summary>Selectors select what they mean, and nothing else.</summary>
public sealed class LabelTests
{
    private const string Server = "faktory-worker-app-server";

    private const string Worker = "faktory-worker-app";

    private readonly Manifests _external = Manifests.Read(Manifests.External);

    private readonly Manifests _embedded = Manifests.Read(Manifests.Embedded);

    [Fact]
    public void Workloads_select_their_own_pods_only()
    {
        foreach (var manifests in new[] { _external, _embedded })
        {
            Assert.All(manifests.Workloads, workload => Assert.Equal([workload.Name], Selected(manifests, workload.Selector.MatchLabels)));
        }
    }

    [Fact]
    public void Services_lead_to_the_pods_with_their_server()
    {
        Assert.Equal([Server], Selected(_external, _external.Single<V1Service>().Spec.Selector));
        Assert.Equal([Worker], Selected(_embedded, _embedded.Single<V1Service>().Spec.Selector));
        Assert.All(
            new[] { _external, _embedded },
            manifests => Assert.Equal(manifests.Single<V1Service>().Metadata.Name, manifests.Single<V1StatefulSet>().Spec.ServiceName));
    }

    [Fact]
    public void Workers_are_spread_over_the_nodes_and_leave_one_at_a_time()
    {
        var workers = _external.Single<V1Deployment>();
        var budget = _external.Single<V1PodDisruptionBudget>().Spec;
        var spread = Assert.Single(workers.Spec.Template.Spec.TopologySpreadConstraints);

        Assert.Equal(3, workers.Spec.Replicas);
        Assert.Equal([Worker], Selected(_external, spread.LabelSelector.MatchLabels));
        Assert.Equal([Worker], Selected(_external, budget.Selector.MatchLabels));
        Assert.Equal("1", budget.MaxUnavailable);
        Assert.Equal("0", workers.Spec.Strategy.RollingUpdate.MaxUnavailable);
    }

    [Fact]
    public void Only_the_workers_reach_the_server_and_they_reach_nothing_else_of_the_application()
    {
        var server = Policy(_external, Server);
        var workers = Policy(_external, Worker);

        Assert.Equal(["Ingress", "Egress"], server.PolicyTypes);
        Assert.Equal(["Ingress", "Egress"], workers.PolicyTypes);
        Assert.Equal([Worker], Selected(_external, Assert.Single(server.Ingress[0].FromProperty).PodSelector.MatchLabels));
        Assert.Null(Assert.Single(server.Ingress[1].FromProperty).PodSelector);
        Assert.Equal("monitoring", Assert.Single(server.Ingress[1].FromProperty).NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"]);
        Assert.Empty(server.Egress);
        Assert.Empty(workers.Ingress);
        Assert.Equal([Server], Selected(_external, Assert.Single(workers.Egress[0].To).PodSelector.MatchLabels));
        Assert.Equal(["Ingress", "Egress"], Policy(_embedded, Worker).PolicyTypes);
    }

    [Fact]
    public void Prometheus_finds_the_server_and_KEDA_the_workers()
    {
        var service = _external.Single<V1Service>();
        var monitor = _external.Single<ServiceMonitor>().Spec;
        var endpoint = Assert.Single(monitor.Endpoints);
        var scaled = _external.Single<ScaledObject>().Spec.ScaleTargetRef;
        var workers = _external.Single<V1Deployment>();

        Assert.All(monitor.Selector.MatchLabels, label => Assert.Equal(label.Value, service.Metadata.Labels[label.Key]));
        Assert.Contains(service.Spec.Ports, port => port.Name == endpoint.Port);
        Assert.Equal((workers.ApiVersion, workers.Kind, workers.Metadata.Name), (scaled.ApiVersion, scaled.Kind, scaled.Name));
    }

    private static V1NetworkPolicySpec Policy(Manifests manifests, string workload) =>
        Assert.Single(manifests.All<V1NetworkPolicy>(), policy => Selected(manifests, policy.Spec.PodSelector.MatchLabels) is [var one] && one == workload).Spec;

    /// <summary>The workloads whose pods have all these labels.</summary>
    private static string[] Selected(Manifests manifests, IDictionary<string, string> labels) =>
    [
        .. manifests.Workloads
            .Where(workload => labels.All(label => workload.Labels.TryGetValue(label.Key, out var value) && value == label.Value))
            .Select(workload => workload.Name),
    ];
}
