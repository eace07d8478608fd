using System.Diagnostics;

namespace Worker.Tests.Architecture;

public sealed class RunFolderTests
{
    [Fact]
    public async Task Dotnet_run_starts_the_program_in_the_folder_that_the_person_is_in()
    {
        // Web projects are started in their own folder unless they say otherwise.
        var project = Path.Combine(Repository.Root, "src", "Worker", "Worker.csproj");
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-getProperty:RunWorkingDirectory"]) { RedirectStandardOutput = true };
        using var msbuild = Process.Start(start)!;

        var folder = await msbuild.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await msbuild.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (msbuild.ExitCode, folder.Trim()));
    }
}
