using System.Text.RegularExpressions;
using Faktory.Deployment.Tests.Processes;
using k8s.Models;

namespace Faktory.Deployment.Tests.Kubernetes;

/// <summary>What the manifests say of the programs, asked of the programs.</summary>
public sealed partial class ServerTests(PublishedPrograms programs)
{
    [Fact]
    public async Task The_placeholder_of_the_password_is_refused_in_words_that_help()
    {
        var placeholder = Assert.Single(Manifests.Read(Manifests.External).Single<V1Secret>().StringData).Value;

        await using var server = DeployedProcess.StartServer(programs, ("FAKTORY_PASSWORD", placeholder));

        Assert.Equal(1, await server.ExitAsync());
        Assert.Contains("Faktory:Server:Password", server.Output, StringComparison.Ordinal);
        Assert.Contains("see-secret.yaml", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_answers_the_probes()
    {
        var container = Manifests.Read(Manifests.External).Workloads.Single(workload => workload.Name.EndsWith("-server", StringComparison.Ordinal)).Container;
        await using var server = DeployedProcess.StartServer(programs);
        var (_, web) = await server.ReadyAsync();

        foreach (var probe in new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe })
        {
            Assert.Equal("Healthy", await server.PageAsync(web, probe.HttpGet.Path));
        }
    }

    [Fact]
    public async Task Every_metric_and_label_that_is_asked_for_is_in_what_the_server_shows()
    {
        await using var server = DeployedProcess.StartServer(programs);
        var (commands, web) = await server.ReadyAsync();
        await Producer.PushAsync(commands, """{"jid":"waiting-01","jobtype":"any","args":[]}""");
        var samples = Sample().Matches(await server.PageAsync(web, MonitoredPath)).ToLookup(sample => sample.Groups["name"].Value, sample => sample.Groups["labels"].Value);
        var selectors = Queries.All.SelectMany(query => Query.Selectors(query.Value).Select(selector => (Query: query.Key, selector.Metric, selector.Labels))).ToList();

        Assert.NotEmpty(selectors);
        Assert.All(selectors, selector => Assert.True(samples.Contains(selector.Metric), $"{selector.Query}: there is no {selector.Metric}."));
        Assert.All(
            selectors.SelectMany(selector => selector.Labels.Where(label => label.Key != "job").Select(label => (selector.Metric, Label: $"{label.Key}=\"{label.Value}\""))),
            asked => Assert.Contains(samples[asked.Metric], labels => labels.Contains(asked.Label, StringComparison.Ordinal)));
        Assert.All(samples["faktory_server_queue_latency_seconds"], labels => Assert.Contains("queue=\"", labels, StringComparison.Ordinal));
    }

    private static string MonitoredPath => Assert.Single(Manifests.Read(Manifests.External).Single<Schemas.ServiceMonitor>().Spec.Endpoints).Path.TrimStart('/');

    [GeneratedRegex(@"^(?<name>[a-z_]+)(\{(?<labels>.*)\})? \S+", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
