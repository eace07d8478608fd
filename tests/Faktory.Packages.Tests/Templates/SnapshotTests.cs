namespace Faktory.Packages.Tests.Templates;

[Collection(TemplateCollection.Name)]
public sealed class SnapshotTests(TemplateHive hive)
{
    /// <summary>Set to 1, it makes what the templates write the expected output; look at the changes before they are committed.</summary>
    private const string RewriteVariable = "FAKTORY_REWRITE_SNAPSHOTS";

    [Fact]
    public async Task Every_combination_of_options_writes_what_its_snapshot_shows()
    {
        var trees = new List<(Combination Combination, SortedDictionary<string, string> Files)>();
        foreach (var combination in Combination.All)
        {
            trees.Add((combination, GeneratedTree.Read(await hive.GenerateAsync("Acme.Shop", combination.Options))));
        }

        if (Environment.GetEnvironmentVariable(RewriteVariable) == "1")
        {
            SnapshotFolder.Rewrite(trees);
        }

        var differences = trees.SelectMany(tree => Compare(SnapshotFolder.Read(tree.Combination), tree.Files).Select(difference => $"{tree.Combination}: {difference}")).ToList();
        Assert.True(differences.Count == 0, $"{string.Join('\n', differences)}\nIf this is meant to be so: {RewriteVariable}=1.");
    }

    [Fact]
    public void The_program_and_the_readme_fit_on_a_screen()
    {
        const int Screen = 40;

        Assert.All(Combination.All.Select(SnapshotFolder.Read), tree =>
        {
            Assert.InRange(tree["src/Acme.Shop/Program.cs"].Split('\n').Length, 1, Screen - 1);
            Assert.InRange(tree["README.md"].Split('\n').Length, 1, Screen - 1);
        });
    }

    private static IEnumerable<string> Compare(SortedDictionary<string, string> expected, SortedDictionary<string, string> actual)
    {
        foreach (var path in expected.Keys.Union(actual.Keys).Order(StringComparer.Ordinal))
        {
            if (!actual.TryGetValue(path, out var now))
            {
                yield return $"{path} is not written";
            }
            else if (!expected.TryGetValue(path, out var before))
            {
                yield return $"{path} is not expected";
            }
            else if (now != before)
            {
                yield return $"{path}, {FirstDifference(before.Split('\n'), now.Split('\n'))}";
            }
        }
    }

    private static string FirstDifference(string[] expected, string[] actual)
    {
        var line = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {line + 1}\n  expected: {expected.ElementAtOrDefault(line) ?? "(the end)"}\n  written:  {actual.ElementAtOrDefault(line) ?? "(the end)"}";
    }
}
