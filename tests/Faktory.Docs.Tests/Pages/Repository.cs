namespace Faktory.Docs.Tests;

/// <summary>The files that the pages belong to.</summary>
internal static class Repository
{
    /// <summary>What a package shows of itself, in its project's folder.</summary>
    public const string PackagePage = "README.md";

    public static string Root { get; } = global::Worker.Tests.Architecture.Repository.Root;

    /// <summary>Every page whose snippets and names are checked, relative to the root.</summary>
    public static IEnumerable<string> Pages =>
        Directory.GetFiles(Root, "*.md")
            .Concat(Directory.GetFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.GetDirectories(Path.Combine(Root, "src")).Select(project => Path.Combine(project, PackagePage)).Where(File.Exists))
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    public static Page Read(string page) => new(page, File.ReadAllText(Path.Combine(Root, page)));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));
}
