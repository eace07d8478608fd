using Worker.Demo;
using Worker.Demo.Scanning;

namespace Worker.Tests.Demo.Scanning;

public sealed class FolderScanTests : IDisposable
{
    private readonly TempTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Files_come_in_ordinal_order_with_forward_slashes()
    {
        _tree.Write("b.txt", "");
        _tree.Write("a/z.txt", "");
        _tree.Write("B.txt", "");

        Assert.Equal(["B.txt", "a/z.txt", "b.txt"], Scan());
    }

    [Theory]
    [InlineData(".git/config")]
    [InlineData("a/.hidden/x")]
    [InlineData("bin/x.dll")]
    [InlineData("a/obj/x.json")]
    [InlineData("a/node_modules/b/c.js")]
    [InlineData("data/faktory.db")]
    [InlineData("out/report.json")]
    [InlineData("out/report.md")]
    public void What_nobody_wants_counted_is_skipped(string path)
    {
        _tree.Write(path, "");

        Assert.Empty(Scan());
    }

    [Theory]
    [InlineData(".gitignore")]
    [InlineData("bin")]
    [InlineData("binary/x")]
    [InlineData("a/data/x")]
    [InlineData("report.json")]
    [InlineData("out/other.md")]
    public void What_only_looks_like_it_is_not_skipped(string path)
    {
        _tree.Write(path, "");

        Assert.Equal([path], Scan());
    }

    [Fact]
    public void Links_are_not_followed()
    {
        _tree.Write("real.txt", "");
        File.CreateSymbolicLink(_tree.At("link.txt"), _tree.At("real.txt"));
        Directory.CreateSymbolicLink(_tree.At("round"), _tree.Root);

        Assert.Equal(["real.txt"], Scan());
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_named()
    {
        var error = Assert.Throws<DemoException>(() => Scan(_tree.At("nowhere")));

        Assert.Equal(DemoException.FolderMissing, error.ExitCode);
        Assert.Contains(_tree.At("nowhere"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_no_folder()
    {
        var error = Assert.Throws<DemoException>(() => Scan(_tree.Write("file", "")));

        Assert.Equal(DemoException.FolderMissing, error.ExitCode);
    }

    private IReadOnlyList<string> Scan(string? root = null) =>
        FolderScan.Run(root ?? _tree.Root, new SkipRules(_tree.At("data"), [_tree.At("out", "report.json"), _tree.At("out", "report.md")]));
}
