using Faktory.Packages.Tests.Feed;

namespace Faktory.Packages.Tests.Contents;

public sealed class LibraryPackageTests(LocalFeed feed)
{
    public static TheoryData<string> Libraries => [.. ExpectedPackage.Libraries.Keys];

    [Fact]
    public void Everything_that_packs_is_known_here()
    {
        var known = ExpectedPackage.Libraries.Keys.Append("Faktory.Server.Host").Append("Faktory.Templates");

        Assert.Empty(Directory.EnumerateFiles(feed.Folder, "*.nupkg").Except(known.Select(feed.PathOf)));
    }

    [Theory, MemberData(nameof(Libraries))]
    public void A_library_depends_on_what_it_calls_and_nothing_else(string id)
    {
        var expected = ExpectedPackage.Libraries[id];

        var package = new PackageFile(feed.PathOf(id));

        Assert.Equal(expected.Siblings.Concat(expected.Others).Order(), package.Dependencies.Keys.Order());
        Assert.Equal(expected.Frameworks, package.Frameworks);
        Assert.All(expected.Siblings, sibling => Assert.Equal($"[{feed.Version}]", package.Dependencies[sibling]));
    }

    [Theory, MemberData(nameof(Libraries))]
    public void A_library_holds_its_assembly_its_documentation_its_readme_its_licence_and_no_other_file(string id)
    {
        var package = new PackageFile(feed.PathOf(id));

        string[] expected = [$"{id}.nuspec", "README.md", "LICENSE", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"];
        Assert.Equal(expected.Order(), package.Entries.Keys.Order());
        Assert.All(package.Entries.Values, content => Assert.NotEmpty(content));
    }

    [Theory, MemberData(nameof(Libraries))]
    public void A_library_says_what_it_is_who_made_it_and_under_which_licence(string id)
    {
        var package = new PackageFile(feed.PathOf(id));

        Assert.Equal(id, package.Text("id"));
        Assert.Equal("Faktory for .NET", package.Text("authors"));
        Assert.Equal("MIT", package.Text("license"));
        Assert.Equal("README.md", package.Text("readme"));
        Assert.InRange(package.Text("description").Length, 80, 300);
        Assert.Contains("background-jobs", package.Text("tags").Split(' '));
    }

    [Fact]
    public void No_two_packages_describe_themselves_alike()
    {
        var descriptions = ExpectedPackage.Libraries.Keys.Append("Faktory.Server.Host")
            .Select(id => new PackageFile(feed.PathOf(id)).Text("description"));

        Assert.Distinct(descriptions);
    }
}
