using System.Globalization;
using Faktory.Deployment.Tests.Kubernetes.Schemas;
using k8s.Models;

namespace Faktory.Deployment.Tests.Kubernetes;

/// <summary>How KEDA is told to count.</summary>
public sealed class ScalingTests
{
    private readonly ScaledObject.Specification _scaling = Manifests.Read(Manifests.External).Single<ScaledObject>().Spec;

    [Fact]
    public void It_goes_to_zero_when_nothing_waits_or_runs_and_back_when_something_does()
    {
        var size = _scaling.Triggers.Single(trigger => trigger.Name == "size").Metadata;
        var asked = Query.Selectors(size.Query).ToList();

        Assert.Equal(0, _scaling.MinReplicaCount);
        Assert.Equal("0", size.ActivationThreshold);
        Assert.Equal(["faktory_server_queue_size", "faktory_server_set_size"], asked.Select(selector => selector.Metric));
        Assert.Equal("working", asked[1].Labels["set"]);
    }

    [Fact]
    public void A_worker_is_expected_to_have_its_slots_full_and_as_many_jobs_waiting()
    {
        var size = _scaling.Triggers.Single(trigger => trigger.Name == "size");

        Assert.Equal(2 * new FaktoryWorkerOptions().Concurrency, int.Parse(size.Metadata.Threshold, CultureInfo.InvariantCulture));
        Assert.All(_scaling.Triggers, trigger => Assert.Equal(("prometheus", "AverageValue"), (trigger.Type, trigger.MetricType)));
    }

    [Fact]
    public void Not_to_see_the_server_is_an_error_and_keeps_workers()
    {
        Assert.All(_scaling.Triggers, trigger => Assert.Equal("false", trigger.Metadata.IgnoreNullValues));

        // Without this part, which is there whenever the server answers, "no queue yet" and "no server" would look the same.
        Assert.All(_scaling.Triggers, trigger => Assert.Contains("sum(faktory_server_set_size{", trigger.Metadata.Query, StringComparison.Ordinal));
        Assert.Equal("currentReplicasIfHigher", _scaling.Fallback.Behavior);
        Assert.InRange(_scaling.Fallback.Replicas, 1, _scaling.MaxReplicaCount);
    }

    [Fact]
    public void Every_query_asks_for_the_server_of_this_application()
    {
        var service = Manifests.Read(Manifests.External).Single<V1Service>().Metadata.Name;

        Assert.All(Queries.All, query => Assert.All(Query.Selectors(query.Value), selector => Assert.Equal(service, selector.Labels["job"])));
    }
}
