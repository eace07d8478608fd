using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Faktory.Deployment.Tests.Kubernetes.Schemas;
using k8s;
using k8s.Models;

namespace Faktory.Deployment.Tests.Kubernetes;

/// <summary>One folder of the template's manifests, read strictly: a field that its kind does not have is an error.</summary>
internal sealed class Manifests
{
    public const string External = "external";

    public const string Embedded = "embedded";

    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly List<object> _objects = [];

    private Manifests(string folder)
    {
        Folder = folder;
        foreach (var file in Files)
        {
            var text = File.ReadAllText(Path.Combine(folder, file));
            foreach (var json in YamlJson.Read(text))
            {
                _objects.Add(Read(json));
            }
        }
    }

    public string Folder { get; }

    /// <summary>Names, without those of other things than manifests.</summary>
    public IEnumerable<string> Files => Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    public IReadOnlyList<object> Objects => _objects;

    public IEnumerable<Workload> Workloads => _objects.Select(Workload.Of).OfType<Workload>();

    public static Manifests Read(string variant) => new(Path.Combine(Repository.Template, "k8s", variant));

    public IEnumerable<T> All<T>() => _objects.OfType<T>();

    public T Single<T>() => Assert.Single(All<T>());

    private static object Read(JsonObject json) => $"{json["apiVersion"]} {json["kind"]}" switch
    {
        "apps/v1 Deployment" => Known<V1Deployment>(json),
        "apps/v1 StatefulSet" => Known<V1StatefulSet>(json),
        "v1 Service" => Known<V1Service>(json),
        "v1 Secret" => Known<V1Secret>(json),
        "policy/v1 PodDisruptionBudget" => Known<V1PodDisruptionBudget>(json),
        "networking.k8s.io/v1 NetworkPolicy" => Known<V1NetworkPolicy>(json),
        "monitoring.coreos.com/v1 ServiceMonitor" => Custom<ServiceMonitor>(json),
        "monitoring.coreos.com/v1 PrometheusRule" => Custom<PrometheusRule>(json),
        "keda.sh/v1alpha1 ScaledObject" => Custom<ScaledObject>(json),
        "kustomize.config.k8s.io/v1beta1 Kustomization" => Custom<Kustomization>(json),
        var other => throw new InvalidOperationException($"No schema is written down for {other}."),
    };

    /// <summary>JSON is YAML too: the first reader refuses fields that the kind does not have, the second one values of a wrong type.</summary>
    private static T Known<T>(JsonObject json)
    {
        KubernetesYaml.Deserialize<T>(json.ToJsonString(), strict: true);
        return KubernetesJson.Deserialize<T>(json.ToJsonString());
    }

    private static T Custom<T>(JsonObject json) => json.Deserialize<T>(Strict)!;
}
