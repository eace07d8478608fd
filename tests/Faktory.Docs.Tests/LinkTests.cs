namespace Faktory.Docs.Tests;

public sealed class LinkTests
{
    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_of_a_page_leads_somewhere(string page) => Findings.None(LinkCheck.Check(Repository.Read(page)));

    [Theory]
    [InlineData("[none](nowhere.md)")]
    [InlineData("[none](testing.md#no-such-heading)")]
    [InlineData("[none](#nor-here)")]
    [InlineData("[none](../docs/nowhere.md)")]
    public void A_link_that_leads_nowhere_is_found(string link) =>
        Assert.StartsWith("docs/broken.md:3:", Assert.Single(LinkCheck.Check(new Page("docs/broken.md", $"# Broken\n\nSee {link}."))), StringComparison.Ordinal);

    [Fact]
    public void Links_to_files_headings_and_other_sites_are_no_problem() => Assert.Empty(LinkCheck.Check(new Page(
        "docs/fine.md", "# A heading: with `code`!\n\n[a](testing.md) [b](testing.md#a-host-with-a-clock) [c](#a-heading-with-code) [d](https://example.com/x) [e](../README.md)")));

    [Fact]
    public void The_index_names_every_page()
    {
        var index = Repository.Read("docs/README.md");

        Assert.All(
            Repository.Pages.Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && page != index.Path),
            page => Assert.Contains(index.Lines, line => line.Text.Contains($"({page["docs/".Length..]})", StringComparison.Ordinal)));
    }
}
