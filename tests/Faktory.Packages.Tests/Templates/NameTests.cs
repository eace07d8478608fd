using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Faktory.Packages.Tests.Templates;

[Collection(TemplateCollection.Name)]
public sealed partial class NameTests(TemplateHive hive)
{
    /// <summary>The longest name of a label in DNS, which names of pods and services are.</summary>
    private const int LongestLabel = 63;

    [Theory]
    [InlineData("My Worker", "My_Worker", "my-worker")]
    [InlineData("Acme.Jobs", "Acme.Jobs", "acme-jobs")]
    [InlineData("my-jobs", "my_jobs", "my-jobs")]
    [InlineData("2fast", "_2fast", "worker-2fast")]
    [InlineData("Büro", "Büro", "b-ro")]
    [InlineData("订单", "订单", "worker")]
    [InlineData("2.3-x y_.é", "_2._3_x_y_.é", "worker-2-3-x-y")]
    [InlineData("A.Worker.With-A-Name-That.Goes-On-And-On.For-Ever", "A.Worker.With_A_Name_That.Goes_On_And_On.For_Ever", "a-worker-with-a-name-that-goes-on-and-on")]
    public async Task A_name_becomes_a_namespace_and_a_name_in_dns(string name, string rootNamespace, string label)
    {
        var tree = GeneratedTree.Read(await hive.GenerateAsync(name, "--server", "external", "--kubernetes", "manifests"));

        Assert.All(tree.Values.SelectMany(text => Namespace().Matches(text)), match => Assert.Matches($"^{Regex.Escape(rootNamespace)}(\\.(Greetings|Orders|Tests))?$", match.Groups[1].Value));
        Assert.All(rootNamespace.Split('.'), part => Assert.Matches(Identifier(), part));
        Assert.Contains($"\n  name: {label}-server\n", tree["k8s/server.yaml"], StringComparison.Ordinal);
        Assert.Matches(Label(), label);
        Assert.InRange($"{label}-server-0".Length, 1, LongestLabel);
    }

    [Theory]
    [InlineData("My Worker")]
    [InlineData("2fast")]
    public async Task Nothing_of_the_templates_own_names_is_left(string name)
    {
        var tree = GeneratedTree.Read(await hive.GenerateAsync(name, "--server", "external", "--kubernetes", "manifests"));

        Assert.All(tree, file => Assert.DoesNotMatch(@"Company[._]|faktory-worker-app|value-forms|VALUE-FORMS|#if|#endif", $"{file.Key}\n{file.Value}"));
    }

    [Fact]
    public async Task The_solution_names_projects_that_are_there()
    {
        var folder = await hive.GenerateAsync("My Worker");

        var projects = XDocument.Load(Path.Combine(folder, "My Worker.slnx")).Descendants("Project").Select(project => project.Attribute("Path")!.Value).ToList();

        Assert.Equal(["src/My Worker/My Worker.csproj", "tests/My Worker.Tests/My Worker.Tests.csproj"], projects);
        Assert.All(projects, project => Assert.True(File.Exists(Path.Combine(folder, project)), project));
    }

    [GeneratedRegex(@"(?m)^namespace (.+);$")]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_]*$")]
    private static partial Regex Identifier();

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex Label();
}
