using System.Reflection.PortableExecutable;
using Faktory.Packages.Tests.Feed;

namespace Faktory.Packages.Tests.Contents;

public sealed class SymbolTests(LocalFeed feed)
{
    public static TheoryData<string> Libraries => LibraryPackageTests.Libraries;

    public static TheoryData<string> Packages => [.. ExpectedPackage.Libraries.Keys, "Faktory.Server.Host"];

    [Theory, MemberData(nameof(Libraries))]
    public void The_symbols_of_a_library_hold_its_sources(string id)
    {
        var symbols = new PackageFile(Path.ChangeExtension(feed.PathOf(id), ".snupkg"));

        var documents = Symbols.Read(symbols.Entries[$"lib/net10.0/{id}.pdb"]);

        Assert.NotEmpty(documents);
        Assert.All(documents, document => Assert.True(document.Value, $"{document.Key} is named and not held."));
    }

    [Theory, MemberData(nameof(Libraries))]
    public void The_same_sources_give_the_same_assembly(string id)
    {
        using var assembly = new PEReader(new MemoryStream(new PackageFile(feed.PathOf(id)).Entries[$"lib/net10.0/{id}.dll"]));

        Assert.Contains(assembly.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.Reproducible);
    }

    [Theory, MemberData(nameof(Packages))]
    public void Nothing_tells_where_it_was_built(string id)
    {
        Assert.SkipUnless(Repository.Configuration == "Release", "Only what is built as Release hides its paths; a debugger needs them.");
        string[] paths = [feed.PathOf(id), Path.ChangeExtension(feed.PathOf(id), ".snupkg")];
        var ours = paths.Where(File.Exists).SelectMany(path => new PackageFile(path).Entries)
            .Where(entry => Path.GetFileName(entry.Key).StartsWith("Faktory.", StringComparison.Ordinal)).ToArray();
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + Path.DirectorySeparatorChar;

        Assert.NotEmpty(ours);
        Assert.All(ours, entry => Assert.False(Symbols.Contain(entry.Value, Repository.Root), $"{entry.Key} has {Repository.Root} in it."));
        Assert.All(ours, entry => Assert.False(Symbols.Contain(entry.Value, home), $"{entry.Key} has {home} in it."));
    }

    [Theory, MemberData(nameof(Libraries))]
    public void Source_paths_begin_where_the_repository_does(string id)
    {
        Assert.SkipUnless(Repository.Configuration == "Release", "Only what is built as Release hides its paths; a debugger needs them.");
        var symbols = new PackageFile(Path.ChangeExtension(feed.PathOf(id), ".snupkg"));

        Assert.All(Symbols.Read(symbols.Entries[$"lib/net10.0/{id}.pdb"]).Keys, path => Assert.StartsWith($"/_/src/{id}/", path, StringComparison.Ordinal));
    }
}
