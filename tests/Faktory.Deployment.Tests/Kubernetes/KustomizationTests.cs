using System.Text.Json.Nodes;
using Faktory.Deployment.Tests.Kubernetes.Schemas;
using k8s.Models;

namespace Faktory.Deployment.Tests.Kubernetes;

/// <summary>What <c>kubectl apply -k k8s</c> applies.</summary>
public sealed class KustomizationTests
{
    /// <summary>Only the shape of a Secret: applied, it would replace the password by the placeholder.</summary>
    private const string NeverApplied = "secret.yaml";

    [Theory]
    [InlineData(Manifests.External)]
    [InlineData(Manifests.Embedded)]
    public void Every_manifest_is_applied_or_can_be(string variant)
    {
        var manifests = Manifests.Read(variant);
        var applied = manifests.Single<Kustomization>().Resources;
        var possible = Uncommented(manifests)["resources"]!.AsArray().Select(file => file!.GetValue<string>());

        Assert.Equal(manifests.Files.Except(["kustomization.yaml", NeverApplied]), possible.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(NeverApplied, applied);
    }

    [Fact]
    public void What_is_applied_at_once_needs_no_operator()
    {
        var manifests = Manifests.Read(Manifests.External);

        Assert.All(manifests.Single<Kustomization>().Resources, file => Assert.DoesNotContain(
            YamlJson.Read(File.ReadAllText(Path.Combine(manifests.Folder, file))), json => $"{json["apiVersion"]}" is "keda.sh/v1alpha1" or "monitoring.coreos.com/v1"));
    }

    [Theory]
    [InlineData(Manifests.External)]
    [InlineData(Manifests.Embedded)]
    public void Its_images_are_those_of_the_containers(string variant)
    {
        var manifests = Manifests.Read(variant);

        Assert.Equal(
            manifests.Workloads.Select(workload => workload.Container.Image).Order(StringComparer.Ordinal),
            manifests.Single<Kustomization>().Images.Select(image => image.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_patch_for_KEDA_fits_when_it_is_uncommented()
    {
        var manifests = Manifests.Read(Manifests.External);
        var patch = Assert.Single(Uncommented(manifests)["patches"]!.AsArray())!;
        var workers = manifests.Single<V1Deployment>();

        Assert.Equal((workers.Kind, workers.Metadata.Name), ($"{patch["target"]!["kind"]}", $"{patch["target"]!["name"]}"));
        Assert.Equal("- op: remove\n  path: /spec/replicas\n", $"{patch["patch"]}");
    }

    /// <summary>The file as somebody has it who uses all that it offers.</summary>
    private static JsonObject Uncommented(Manifests manifests)
    {
        var lines = File.ReadAllLines(Path.Combine(manifests.Folder, "kustomization.yaml"));
        return YamlJson.Read(string.Join('\n', lines.Select(Uncommented)) + "\n").Single();
    }

    private static string Uncommented(string line)
    {
        var text = line.TrimStart();
        return text.StartsWith("# -", StringComparison.Ordinal) || text.StartsWith("#   ", StringComparison.Ordinal) || text == "# patches:" || text.StartsWith("# newName", StringComparison.Ordinal)
            ? line[..^text.Length] + text[2..]
            : line;
    }
}
