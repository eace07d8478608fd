using System.Diagnostics;
using System.Reflection;
using Worker.Tests.Architecture;

namespace Faktory.Rollout.Tests.Pods;

/// <summary>Server and worker as <c>dotnet publish</c> lays them out, in a folder of their own.</summary>
/// <param name="Server">The server's assembly.</param>
/// <param name="Worker">The worker's assembly.</param>
internal sealed record PublishedPrograms(string Server, string Worker)
{
    private static readonly string Configuration = typeof(PublishedPrograms).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>Publishes them from what was built with this test.</summary>
    public static async Task<PublishedPrograms> PublishAsync(string folder) => new(
        await PublishAsync("src/Faktory.Server.Host", folder),
        await PublishAsync("tests/Faktory.RolloutWorker", folder));

    private static async Task<string> PublishAsync(string project, string folder)
    {
        var name = Path.GetFileName(project);
        var target = Path.Combine(folder, name);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            // Nothing is built, so that other tests, which run from the same tree at the same time, keep what they have.
            ArgumentList =
            {
                "publish", Path.Combine(Repository.Root, project, $"{name}.csproj"), "--no-build", "--configuration", Configuration, "--output", target,
                "-nodeReuse:false", "-p:StaticWebAssetsEnabled=false", "-verbosity:quiet",
            },
            RedirectStandardOutput = true,
        };
        using var publish = Process.Start(start)!;
        try
        {
            var output = await publish.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await publish.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(publish.ExitCode == 0, $"{project} could not be published:\n{output}");
        }
        finally
        {
            publish.Kill(entireProcessTree: true);
        }

        return Path.Combine(target, $"{name}.dll");
    }
}
