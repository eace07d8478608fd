using Worker.Demo.Counting;
using Worker.Demo.Merging;

namespace Worker.Tests.Demo.Merging;

public sealed class ExtensionFactsTests
{
    [Fact]
    public void Sums_are_over_the_files_that_could_be_read()
    {
        FileFacts[] files = [new("a.md", 10, 2, 3, "x"), FileFacts.Unreadable("b.md", "not found"), new("c.md", 5, 1, 1, "y")];

        var merged = ExtensionFacts.Merge(".md", files);

        Assert.Equal(new Totals(2, 15, 3, 4), merged.Totals);
        Assert.Equal(files, merged.Files);
    }

    [Fact]
    public void Nothing_sums_up_to_zero() => Assert.Equal(Totals.Zero, ExtensionFacts.Merge("", []).Totals);
}
