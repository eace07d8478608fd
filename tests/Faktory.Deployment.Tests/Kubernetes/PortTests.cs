using Faktory.Deployment.Tests.Containers;
using k8s.Models;

namespace Faktory.Deployment.Tests.Kubernetes;

/// <summary>A port has one number: where a program listens, in its container, its Service, its NetworkPolicy, and for those who call it.</summary>
public sealed class PortTests
{
    private readonly Manifests _external = Manifests.Read(Manifests.External);

    private Workload Server => _external.Workloads.Single(workload => workload.Name.EndsWith("-server", StringComparison.Ordinal));

    private Workload Worker => _external.Workloads.Single(workload => !workload.Name.EndsWith("-server", StringComparison.Ordinal));

    [Fact]
    public void Commands()
    {
        var listen = Server.Variables["Faktory__Server__Listen"]!.Split(':');
        var port = int.Parse(listen[1], System.Globalization.CultureInfo.InvariantCulture);
        var url = new Uri(Worker.Variables["Faktory__Url"]!);

        Assert.Equal("0.0.0.0", listen[0]);
        Assert.Equal(port, Server.Ports["faktory"]);
        Assert.Equal((port, "faktory"), ServicePort("faktory"));
        Assert.Equal([port.ToString(System.Globalization.CultureInfo.InvariantCulture)], Allowed(Policy("-server").Ingress[0].Ports));
        Assert.Equal([port.ToString(System.Globalization.CultureInfo.InvariantCulture)], Allowed(Policy("-app").Egress[0].Ports));
        Assert.Equal(("tcp", _external.Single<V1Service>().Metadata.Name, port), (url.Scheme, url.Host, url.Port));
    }

    [Fact]
    public void HTTP_of_the_server()
    {
        Assert.Equal("-w", Server.Container.Args[0]);
        var web = Server.Container.Args[1].Split(':');
        var port = int.Parse(web[1], System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal("0.0.0.0", web[0]);
        Assert.Equal(port, Server.Ports["http"]);
        Assert.Equal((port, "http"), ServicePort("http"));
        Assert.Equal([web[1]], Allowed(Policy("-server").Ingress[1].Ports));
    }

    [Fact]
    public void The_server_s_image_exposes_both()
    {
        var image = Dockerfile.Read(Repository.Template, "k8s/external/server.Dockerfile").Final;

        Assert.Equal(Server.Ports.Values.Select(port => $"{port}"), image.Ports);
        Assert.Equal(Server.Container.Args, image.Arguments("CMD"));
    }

    [Theory]
    [InlineData(Manifests.External)]
    [InlineData(Manifests.Embedded)]
    public void HTTP_of_the_worker(string variant)
    {
        var worker = Manifests.Read(variant).Workloads.Single(workload => workload.Name == "faktory-worker-app");
        var image = Dockerfile.Read(Repository.Template, "Dockerfile").Final;

        Assert.Equal(worker.Variables["ASPNETCORE_HTTP_PORTS"], $"{worker.Ports["http"]}");
        Assert.Equal(image.Ports, [$"{worker.Ports["http"]}"]);
    }

    [Fact]
    public void HTTP_of_a_worker_with_its_server_inside()
    {
        var manifests = Manifests.Read(Manifests.Embedded);
        var ports = manifests.Workloads.Single().Ports;

        Assert.Equal("http", Assert.Single(manifests.Single<V1Service>().Spec.Ports).TargetPort);
        Assert.Equal([$"{ports["http"]}"], Allowed(Assert.Single(manifests.Single<V1NetworkPolicy>().Spec.Ingress).Ports));
        Assert.StartsWith("127.0.0.1:", manifests.Workloads.Single().Variables["Faktory__Server__Listen"], StringComparison.Ordinal);
    }

    private (int Port, string Target) ServicePort(string name)
    {
        var port = _external.Single<V1Service>().Spec.Ports.Single(port => port.Name == name);
        return (port.Port, port.TargetPort);
    }

    private V1NetworkPolicySpec Policy(string suffix) =>
        _external.All<V1NetworkPolicy>().Single(policy => policy.Metadata.Name.EndsWith(suffix, StringComparison.Ordinal)).Spec;

    private static IEnumerable<string> Allowed(IEnumerable<V1NetworkPolicyPort> ports) => ports.Select(port => (string)port.Port);
}
