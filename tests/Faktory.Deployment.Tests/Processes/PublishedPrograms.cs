using System.Reflection;
using System.Runtime.Versioning;
using Faktory.Deployment.Tests.Processes;

[assembly: AssemblyFixture(typeof(PublishedPrograms))]
[assembly: SupportedOSPlatform("linux")]

namespace Faktory.Deployment.Tests.Processes;

/// <summary>
/// The server and the sample worker as they are published: what an image holds below <c>/app</c>. Published from what is built
/// already, because a second build in the same tree would get into the way of this one.
/// </summary>
public sealed class PublishedPrograms : IAsyncLifetime
{
    private static readonly string Configuration =
        typeof(PublishedPrograms).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private readonly string _folder = Directory.CreateTempSubdirectory("faktory-published-").FullName;

    /// <summary>The folder of <c>Faktory.Server.Host.dll</c>.</summary>
    public string Server => Path.Combine(_folder, "server");

    /// <summary>The folder of <c>Worker.dll</c>.</summary>
    public string Worker => Path.Combine(_folder, "worker");

    public async ValueTask InitializeAsync()
    {
        await PublishAsync("Faktory.Server.Host", Server);
        await PublishAsync("Worker", Worker);
        ReadOnlySandbox.Close(_folder);
    }

    public ValueTask DisposeAsync()
    {
        ReadOnlySandbox.Open(_folder);
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static Task<string> PublishAsync(string project, string folder) => Dotnet.RunAsync(
        "publish", Path.Combine("src", project), "--no-build", "-c", Configuration, "-o", folder, "-p:UseAppHost=false", "-v", "quiet", "-nodeReuse:false");
}
