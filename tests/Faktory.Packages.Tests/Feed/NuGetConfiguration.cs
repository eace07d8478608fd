using System.Xml.Linq;

namespace Faktory.Packages.Tests.Feed;

/// <summary>The <c>nuget.config</c> of a project that uses the packed packages.</summary>
internal static class NuGetConfiguration
{
    private const string FeedName = "faktory-packed-here";

    /// <summary>
    /// Writes it into <paramref name="folder"/>. The machine's sources stay, but packages of ours come from <paramref name="feed"/> alone,
    /// whatever else has their names.
    /// </summary>
    public static void Write(string folder, string feed, string restored, IEnumerable<string> machineSources) =>
        new XElement(
            "configuration",
            new XElement("packageSources", Add(FeedName, feed)),
            new XElement("fallbackPackageFolders", Add("restored-before", restored)),
            new XElement(
                "packageSourceMapping",
                [Mapping(FeedName, "Faktory.*"), .. machineSources.Select(name => Mapping(name, "*"))]))
        .Save(Path.Combine(folder, "nuget.config"));

    private static XElement Add(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));

    private static XElement Mapping(string source, string pattern) =>
        new("packageSource", new XAttribute("key", source), new XElement("package", new XAttribute("pattern", pattern)));
}
