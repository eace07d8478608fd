namespace Faktory.Testing.Tests.Documentation;

public sealed class TestingPageTests
{
    [Fact]
    public void Every_example_of_the_page_is_taken_from_a_test()
    {
        var root = Root();
        var tests = Directory.GetFiles(Path.Combine(root, "tests", "TargetProgram.Tests"), "*.cs").Select(file => Lines(File.ReadAllText(file))).ToList();

        var examples = Examples(File.ReadAllText(Path.Combine(root, "docs", "testing.md"))).ToList();

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains(tests, test => test.Contains(Lines(example), StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Examples(string page) => page.Split("```csharp\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]);

    private static string Lines(string code) => string.Join('\n', code.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Bare));

    private static string Bare(string line) => line.IndexOf("  //", StringComparison.Ordinal) is > 0 and var comment ? line[..comment].TrimEnd() : line;

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Worker.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Worker.sln.");
    }
}
