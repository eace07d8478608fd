using Faktory.Packages.Tests.Contents;
using Faktory.Packages.Tests.Feed;

namespace Faktory.Packages.Tests.Consumption;

public sealed class ToolTests(LocalFeed feed)
{
    [Fact]
    public async Task The_server_installs_as_a_tool_and_prints_its_help()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var workspace = feed.CreateWorkspace("tool");

        await workspace.RunAsync(
            ["tool", "install", "Faktory.Server.Host", "--version", feed.Version, "--tool-path", "bin"], cancellationToken);
        var help = await workspace.RunProgramAsync(Path.Combine(workspace.Folder, "bin", "faktory-server"), ["--help"], cancellationToken);

        Assert.Contains("A Faktory job server with nested batches", help, StringComparison.Ordinal);
        Assert.Contains("--bind", help, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tool_holds_no_pages_no_settings_and_no_documentation_of_code()
    {
        var files = new PackageFile(feed.PathOf("Faktory.Server.Host")).Entries.Keys;

        string[] suffixes = [".dll", ".pdb", ".deps.json", ".runtimeconfig.json", "/DotnetToolSettings.xml"];
        var surplus = files.Where(file => !file.Contains("/runtimes/", StringComparison.Ordinal))
            .Where(file => !suffixes.Any(suffix => file.EndsWith(suffix, StringComparison.Ordinal)))
            .Except(["Faktory.Server.Host.nuspec", "LICENSE", "README.md"]);
        Assert.Empty(surplus);
    }
}
