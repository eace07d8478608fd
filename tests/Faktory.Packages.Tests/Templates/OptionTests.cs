using System.Text.RegularExpressions;

namespace Faktory.Packages.Tests.Templates;

[Collection(TemplateCollection.Name)]
public sealed partial class OptionTests(TemplateHive hive)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--server", "cloud", "embedded", "external")]
    [InlineData("--kubernetes", "helm", "none", "manifests")]
    [InlineData("--tests", "nunit", "xunit", "none")]
    public async Task A_value_that_an_option_does_not_have_is_refused_with_those_that_it_has(string option, string value, params string[] allowed)
    {
        var refused = await hive.Workspace.TryRunAsync(["new", "faktory-worker", "--name", "Refused", option, value], Cancel);

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains($"'{value}' is not a valid value for {option}", refused.Output, StringComparison.Ordinal);
        Assert.All(allowed, choice => Assert.Matches($@"(?m)^\s+{choice}\s+- ", refused.Output));
        Assert.False(Directory.Exists(Path.Combine(hive.Workspace.Folder, "Refused")));
    }

    [Fact]
    public async Task A_port_is_generated_unless_one_is_given()
    {
        var generated = await PortOfAsync([]);
        var given = await PortOfAsync(["--port", "6123"]);

        Assert.InRange(generated, 5000, 5300);
        Assert.Equal(6123, given);
    }

    private async Task<int> PortOfAsync(string[] options)
    {
        var folder = await hive.GenerateAsync("Ports", options);
        var settings = File.ReadAllText(Path.Combine(folder, "src", "Ports", "Properties", "launchSettings.json"));
        var port = Port().Match(settings).Groups[1].Value;
        Assert.All(Port().Matches(File.ReadAllText(Path.Combine(folder, "README.md"))), match => Assert.Equal(port, match.Groups[1].Value));
        return int.Parse(port, System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("http://localhost:([0-9]+)")]
    private static partial Regex Port();
}
