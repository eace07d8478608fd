using System.ComponentModel;
using Faktory.Deployment.Tests.Containers;
using Faktory.Deployment.Tests.Processes;
using k8s.Models;

namespace Faktory.Deployment.Tests.Kubernetes;

/// <summary>Every variable is one that somebody reads: a misspelt one would be ignored.</summary>
public sealed class VariableTests(PublishedPrograms programs)
{
    private static readonly Dictionary<string, Type> Sections = new()
    {
        ["Faktory__Server__"] = typeof(FaktoryServerOptions),
        ["Faktory__Worker__"] = typeof(FaktoryWorkerOptions),
        ["Faktory__"] = typeof(FaktoryClientOptions),
    };

    /// <summary>Read by .NET, ASP.NET Core and SQLite.</summary>
    private static readonly string[] Others = ["ASPNETCORE_HTTP_PORTS", "DOTNET_gcServer", "Logging__Console__FormatterName", "SQLITE_TMPDIR"];

    public static TheoryData<string, string, string?> Variables =>
    [
        .. new[] { Manifests.External, Manifests.Embedded }.SelectMany(variant => Manifests.Read(variant).Workloads
            .SelectMany(workload => workload.Variables.Select(variable => ($"{variant} {workload.Name}", variable.Key, variable.Value)))),
        .. new[] { "Dockerfile", "k8s/external/server.Dockerfile" }.SelectMany(file => Dockerfile.Read(Repository.Template, file).Final.Variables
            .Select(variable => (file, variable.Key, (string?)variable.Value))),
    ];

    [Theory]
    [MemberData(nameof(Variables))]
    public async Task It_sets_a_property_of_the_options(string place, string name, string? value)
    {
        Assert.NotEmpty(place);
        if (Others.Contains(name))
        {
            return;
        }

        if (name == "FAKTORY_PASSWORD")
        {
            Assert.Contains(name, await Dotnet.RunAsync(Path.Combine(programs.Server, "Faktory.Server.Host.dll"), "--help"), StringComparison.Ordinal);
            return;
        }

        var (section, options) = Sections.First(section => name.StartsWith(section.Key, StringComparison.Ordinal));
        var property = options.GetProperty(name[section.Length..]);

        Assert.True(property is not null, $"{options.Name} has no property {name[section.Length..]}.");
        if (value is not null)
        {
            Assert.NotNull(TypeDescriptor.GetConverter(property.PropertyType).ConvertFromInvariantString(value));
        }
    }

    [Fact]
    public void A_password_comes_from_a_Secret_and_from_nowhere_else()
    {
        var manifests = Manifests.Read(Manifests.External);
        var secret = manifests.Single<V1Secret>();
        var passwords = manifests.Workloads.SelectMany(workload => workload.Container.Env).Where(variable => variable.Name.Contains("password", StringComparison.OrdinalIgnoreCase)).ToList();

        Assert.Equal(["FAKTORY_PASSWORD", "Faktory__Password"], passwords.Select(variable => variable.Name).Order(StringComparer.Ordinal));
        Assert.All(passwords, variable => Assert.Null(variable.Value));
        Assert.All(passwords, variable => Assert.Equal(secret.Metadata.Name, variable.ValueFrom.SecretKeyRef.Name));
        Assert.All(passwords, variable => Assert.Equal(secret.StringData.Keys, [variable.ValueFrom.SecretKeyRef.Key]));
    }
}
