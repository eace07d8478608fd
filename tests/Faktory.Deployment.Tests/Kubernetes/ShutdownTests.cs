using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;

namespace Faktory.Deployment.Tests.Kubernetes;

/// <summary>Between SIGTERM and SIGKILL there is time for what the programs do.</summary>
public sealed partial class ShutdownTests
{
    /// <summary>Until the process has gone, after its host has.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    public static TheoryData<string, string> Pods =>
        [.. new[] { Manifests.External, Manifests.Embedded }.SelectMany(variant => Manifests.Read(variant).Workloads.Select(workload => (variant, workload.Name)))];

    [Theory]
    [MemberData(nameof(Pods))]
    public void The_grace_period_is_longer_than_the_host_takes_to_stop(string variant, string name)
    {
        var pod = Manifests.Read(variant).Workloads.Single(workload => workload.Name == name).Pod;

        Assert.True(pod.TerminationGracePeriodSeconds >= (new HostOptions().ShutdownTimeout + Margin).TotalSeconds);
    }

    [Theory]
    [InlineData(Manifests.External)]
    [InlineData(Manifests.Embedded)]
    public void The_grace_period_is_longer_than_a_worker_drains_and_hands_back(string variant)
    {
        var farewell = TimeSpan.FromSeconds(3);                     // as FaktoryWorkerOptions.ShutdownTimeout says
        var pod = Manifests.Read(variant).Workloads.Single(workload => workload.Name == "faktory-worker-app").Pod;

        Assert.True(pod.TerminationGracePeriodSeconds >= (new FaktoryWorkerOptions().ShutdownTimeout + farewell + Margin).TotalSeconds);
    }

    [Theory]
    [InlineData(Manifests.External)]
    [InlineData(Manifests.Embedded)]
    public void The_grace_period_is_longer_than_what_the_generated_settings_say(string variant)
    {
        var file = Path.Combine(Repository.TemplateProject, "appsettings.json");
        var pod = Manifests.Read(variant).Workloads.Single(workload => workload.Name == "faktory-worker-app").Pod;

        var settings = JsonElement.Parse(Conditions().Replace(File.ReadAllText(file), ""));
        var drain = TimeSpan.Parse(
            settings.GetProperty("Faktory").GetProperty("Worker").GetProperty("ShutdownTimeout").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        var host = TimeSpan.FromSeconds(settings.GetProperty("ShutdownTimeoutSeconds").GetInt32());

        Assert.True(host > drain);
        Assert.True(pod.TerminationGracePeriodSeconds >= (host + Margin).TotalSeconds);
    }

    [Theory]
    [InlineData(Manifests.External)]
    [InlineData(Manifests.Embedded)]
    public void The_generated_program_answers_the_probes(string variant)
    {
        var file = Path.Combine(Repository.TemplateProject, "Program.cs");
        var container = Manifests.Read(variant).Workloads.Single(workload => workload.Name == "faktory-worker-app").Container;

        var mapped = HealthEndpoint().Matches(File.ReadAllText(file)).Select(match => match.Groups["path"].Value).ToList();

        Assert.All(
            new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }, probe => Assert.Contains(probe.HttpGet.Path, mapped));
    }

    /// <summary>Lines for the template engine.</summary>
    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Conditions();

    [GeneratedRegex(@"MapHealthChecks\(""(?<path>[^""]+)""")]
    private static partial Regex HealthEndpoint();
}
