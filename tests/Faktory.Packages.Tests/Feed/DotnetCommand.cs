using System.Diagnostics;

namespace Faktory.Packages.Tests.Feed;

/// <summary>The SDK's command line, started so that nothing of it stays behind.</summary>
internal static class DotnetCommand
{
    /// <summary>What <c>dotnet test</c> sets for itself and a build that it starts must not inherit.</summary>
    private static readonly string[] Inherited = ["MSBUILD", "TESTINGPLATFORM_", "VSTEST_", "DOTNET_CLI_TEST_"];

    /// <summary>The command in <paramref name="folder"/>: English, without servers, nodes or compilers that outlive it.</summary>
    public static ProcessStartInfo In(string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder };
        foreach (var name in start.Environment.Keys.Where(IsInherited).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        start.Environment["UseSharedCompilation"] = "false";
        return start;
    }

    /// <summary>Runs a command that is expected to succeed.</summary>
    /// <returns>Its output.</returns>
    /// <exception cref="InvalidOperationException">It did not; the message has the output.</exception>
    public static async Task<string> SucceedAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        var result = await ChildProcess.RunAsync(start, cancellationToken);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException($"{ChildProcess.Describe(start)} ended with exit code {result.ExitCode}:\n{result.Output}");
    }

    private static bool IsInherited(string name) =>
        Inherited.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
