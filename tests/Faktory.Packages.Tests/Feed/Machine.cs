using System.Text.RegularExpressions;

namespace Faktory.Packages.Tests.Feed;

/// <summary>How NuGet is set up where the tests run.</summary>
/// <param name="PackagesFolder">The folder of the packages that were restored before.</param>
/// <param name="Sources">The names of the sources.</param>
/// <param name="UserConfigurations">The files below the user's folder that say so. With a home of its own, a command would not read them.</param>
internal sealed partial record Machine(string PackagesFolder, IReadOnlyList<string> Sources, IReadOnlyList<string> UserConfigurations)
{
    public static async Task<Machine> ReadAsync(CancellationToken cancellationToken)
    {
        var packages = await AskAsync("locals", "global-packages", "--list", "--force-english-output");
        var sources = await AskAsync("config", "get", "all");
        var configurations = await AskAsync("config", "paths");
        var home = Environment.GetEnvironmentVariable("DOTNET_CLI_HOME") is { Length: > 0 } set
            ? set
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return new Machine(
            packages[(packages.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(),
            [.. SourceName().Matches(SectionOf(sources, "packageSources:")).Select(match => match.Groups[1].Value)],
            [.. configurations.Split('\n', StringSplitOptions.TrimEntries).Where(path => path.StartsWith(Path.Combine(home, ".nuget"), StringComparison.Ordinal))]);

        Task<string> AskAsync(params string[] question) =>
            DotnetCommand.SucceedAsync(DotnetCommand.In(Repository.Root, ["nuget", .. question]), cancellationToken);
    }

    /// <summary>Gives a home of its own the user's configuration.</summary>
    public void ConfigureHome(string home)
    {
        var target = Directory.CreateDirectory(Path.Combine(home, ".nuget", "NuGet"));
        foreach (var path in UserConfigurations)
        {
            File.Copy(path, Path.Combine(target.FullName, Path.GetFileName(path)));
        }
    }

    /// <summary>The indented lines below a heading.</summary>
    private static string SectionOf(string settings, string heading) => string.Join('\n', settings.Split('\n')
        .SkipWhile(line => line.Trim() != heading).Skip(1).TakeWhile(line => line.Length > 0 && char.IsWhiteSpace(line[0])));

    [GeneratedRegex("add key=\"([^\"]+)\"")]
    private static partial Regex SourceName();
}
