using Worker.Demo.Merging;

namespace Worker.Tests.Demo.Merging;

public sealed class FileExtensionTests
{
    [Theory]
    [InlineData("a.txt", ".txt")]
    [InlineData("a.TXT", ".txt")]
    [InlineData("a.tar.gz", ".gz")]
    [InlineData("folder.d/a", "")]
    [InlineData("Makefile", "")]
    [InlineData(".gitignore", "")]
    [InlineData("a/.editorconfig", "")]
    [InlineData("ends-with.", "")]
    [InlineData(".a.b", ".b")]
    public void It_is_what_follows_the_last_dot(string path, string extension) => Assert.Equal(extension, FileExtension.Of(path));
}
