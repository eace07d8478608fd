using Faktory.Packages.Tests.Feed;

namespace Faktory.Packages.Tests.Templates;

/// <summary>
/// The trees that the combinations are expected to be. <c>NAME.files</c> lists the files of one; after each path stands the combination in whose
/// folder its text is: the first that has the same, so that no text is there twice.
/// </summary>
internal static class SnapshotFolder
{
    private static string Root { get; } = Path.Combine(Repository.Root, "tests", "Faktory.Packages.Tests", "Templates", "Snapshots");

    /// <summary>The tree that is expected of one.</summary>
    public static SortedDictionary<string, string> Read(Combination combination)
    {
        var tree = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var list = $"{Path.Combine(Root, combination.ToString())}.files";
        foreach (var line in File.Exists(list) ? File.ReadAllLines(list) : [])
        {
            var (path, owner) = (line[..line.LastIndexOf(' ')], line[(line.LastIndexOf(' ') + 1)..]);
            tree.Add(path, File.ReadAllText(Path.Combine(Root, owner, path)).ReplaceLineEndings("\n"));
        }

        return tree;
    }

    /// <summary>Makes these the expected ones.</summary>
    public static void Rewrite(IReadOnlyList<(Combination Combination, SortedDictionary<string, string> Files)> trees)
    {
        if (Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }

        var owners = new Dictionary<(string Path, string Text), Combination>();
        foreach (var (combination, files) in trees)
        {
            foreach (var (path, text) in files.Where(file => owners.TryAdd((file.Key, file.Value), combination)))
            {
                var target = Path.Combine(Root, combination.ToString(), path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllText(target, text);
            }

            File.WriteAllLines($"{Path.Combine(Root, combination.ToString())}.files", files.Select(file => $"{file.Key} {owners[(file.Key, file.Value)]}"));
        }
    }
}
