using System.Xml.Linq;

namespace Worker.Tests.Architecture;

public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Faktory.Protocol"] = [],
        ["Faktory.Client"] = ["Faktory.Protocol"],
        ["Faktory.Worker"] = ["Faktory.Client"],
        ["Faktory.Server"] = ["Faktory.Protocol"],
        ["Faktory.Server.Sqlite"] = ["Faktory.Server"],
        ["Faktory.Server.Host"] = ["Faktory.Server.Sqlite"],
        ["Faktory.Testing"] = ["Faktory.Server", "Faktory.Worker"],
        ["Worker"] = ["Faktory.Server.Sqlite", "Faktory.Worker"],
    };

    private static IEnumerable<string> Names => Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(folder => Path.GetFileName(folder));

    public static TheoryData<string> Projects => [.. Names];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_what_the_design_says_and_nothing_else(string project)
    {
        Assert.True(Arrows.TryGetValue(project, out var allowed), $"{project} is not in the design.");
        Assert.Equal(allowed, References(Path.Combine(Repository.Root, "src", project, $"{project}.csproj")));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_has_a_test_project_that_references_it(string project)
    {
        var tests = Path.Combine(Repository.Root, "tests", $"{project}.Tests", $"{project}.Tests.csproj");

        Assert.True(File.Exists(tests), $"{tests} is missing.");
        Assert.Contains(project, References(tests));
    }

    [Fact]
    public void Every_project_of_the_design_exists() =>
        Assert.Equal(Arrows.Keys.Order(StringComparer.Ordinal), Names.Order(StringComparer.Ordinal));

    private static string[] References(string project) =>
    [
        .. XDocument.Load(project)
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Order(StringComparer.Ordinal),
    ];
}
