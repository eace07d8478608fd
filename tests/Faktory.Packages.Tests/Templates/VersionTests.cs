using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Faktory.Packages.Tests.Feed;

namespace Faktory.Packages.Tests.Templates;

[Collection(TemplateCollection.Name)]
public sealed class VersionTests(TemplateHive hive)
{
    [Fact]
    public void Packages_of_the_templates_have_the_versions_of_this_repository()
    {
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);

        var referenced = Read(".csproj").SelectMany(project => XDocument.Parse(project).Descendants("PackageReference")).ToList();

        Assert.Superset(new HashSet<string> { "Faktory.Server.Sqlite", "Faktory.Testing", "Faktory.Worker", "xunit.v3" }, referenced.Select(Id).ToHashSet());
        Assert.All(referenced, package => Assert.Equal(
            Id(package).StartsWith("Faktory.", StringComparison.Ordinal) ? hive.Version : versions[Id(package)], package.Attribute("Version")!.Value));
    }

    [Fact]
    public void The_server_is_a_tool_of_the_same_version()
    {
        var tools = JsonNode.Parse(Assert.Single(Read("dotnet-tools.json")))!;

        Assert.Equal(hive.Version, (string?)tools["tools"]!["faktory.server.host"]!["version"]);
    }

    private static string Id(XElement package) => package.Attribute("Include")!.Value;

    private List<string> Read(string ending)
    {
        using var package = ZipFile.OpenRead(hive.Package);
        return [.. package.Entries.Where(entry => entry.FullName.EndsWith(ending, StringComparison.Ordinal)).Select(Text)];

        static string Text(ZipArchiveEntry entry)
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        }
    }
}
