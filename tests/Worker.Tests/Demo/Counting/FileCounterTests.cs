using Worker.Demo.Counting;

namespace Worker.Tests.Demo.Counting;

public sealed class FileCounterTests : IDisposable
{
    private readonly TempTree _tree = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task A_file_longer_than_one_read_is_counted_whole()
    {
        _tree.Write("long.txt", string.Concat(Enumerable.Repeat("word\n", 50_000)));

        var facts = await FileCounter.CountAsync(_tree.Root, "long.txt", Cancel);

        Assert.Equal((250_000, 50_000, 50_000), (facts.Bytes, facts.Lines, facts.Words));
    }

    [Fact]
    public async Task The_hash_is_that_of_the_content()
    {
        _tree.Write("abc", "abc");

        var facts = await FileCounter.CountAsync(_tree.Root, "abc", Cancel);

        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", facts.Sha256);
    }

    [Theory]
    [InlineData("gone.txt", "not found")]
    [InlineData("no/such/folder.txt", "not found")]
    [InlineData("folder", "access denied")]
    public async Task What_cannot_be_read_is_a_result_and_not_a_failure(string path, string problem)
    {
        Directory.CreateDirectory(_tree.At("folder"));

        var facts = await FileCounter.CountAsync(_tree.Root, path, Cancel);

        Assert.Equal(FileFacts.Unreadable(path, problem), facts);
    }
}
