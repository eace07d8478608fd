using System.Xml.Linq;
using Faktory.Packages.Tests.Feed;

namespace Faktory.Packages.Tests.Consumption;

/// <summary>The three programs below <c>Application</c>, built once from the packages in a folder outside the repository, warnings as errors.</summary>
public sealed class BuiltApplication(LocalFeed feed) : IAsyncLifetime
{
    /// <summary>Where they are.</summary>
    public Workspace Workspace { get; } = feed.CreateWorkspace("application");

    /// <summary>What a project's build has put together.</summary>
    public string OutputOf(string project) => Path.Combine(Workspace.Folder, project, "bin", "Debug", "net10.0");

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        var sources = Path.Combine(Repository.Root, "tests", "Faktory.Packages.Tests", "Consumption", "Application");
        foreach (var path in Directory.EnumerateFiles(sources, "*", SearchOption.AllDirectories))
        {
            Workspace.Write(Path.GetRelativePath(sources, path), await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        }

        await Workspace.RunAsync(
            ["build", "-warnaserror", $"-p:FaktoryVersion={feed.Version}", $"-p:XunitVersion={VersionOf("xunit.v3")}"],
            TestContext.Current.CancellationToken);
    }

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;

    private static string VersionOf(string package) => XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
        .Descendants("PackageVersion").Single(version => version.Attribute("Include")!.Value == package).Attribute("Version")!.Value;
}
