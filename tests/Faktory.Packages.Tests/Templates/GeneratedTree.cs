using System.Text.RegularExpressions;

namespace Faktory.Packages.Tests.Templates;

/// <summary>What a template wrote, without what differs from time to time.</summary>
internal static partial class GeneratedTree
{
    /// <summary>The text of every file by its path, in order. Generated ports and versions of packages are replaced by words.</summary>
    public static SortedDictionary<string, string> Read(string folder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            files.Add(Path.GetRelativePath(folder, file).Replace('\\', '/'), Scrub(File.ReadAllText(file).ReplaceLineEndings("\n")));
        }

        return files;
    }

    private static string Scrub(string text) => ToolVersion().Replace(PackageVersion().Replace(Port().Replace(text, "PORT"), "VERSION"), "VERSION");

    // Generated ones lie in 5000 .. 5300; those of containers do not.
    [GeneratedRegex("(?<=localhost:)5[0-3][0-9]{2}\\b")]
    private static partial Regex Port();

    [GeneratedRegex("(?<=<PackageReference Include=\"[^\"]+\" Version=\")[^\"]+")]
    private static partial Regex PackageVersion();

    [GeneratedRegex("(?<=\"version\": \")[^\"]+")]
    private static partial Regex ToolVersion();
}
