using System.Text;
using Worker.Demo.Counting;

namespace Worker.Tests.Demo.Counting;

public sealed class TextCounterTests
{
    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("\n", 1, 0)]
    [InlineData("one", 0, 1)]
    [InlineData("one\n", 1, 1)]
    [InlineData("one two\nthree", 1, 3)]
    [InlineData("  one \t\v\f\r\n two  ", 1, 2)]
    [InlineData("\r\r\r", 0, 0)]
    [InlineData("größe naïve", 0, 2)]
    [InlineData("\0a\0 \0 \u007f", 0, 1)]
    public void It_counts_like_wc_in_the_C_locale(string text, long lines, long words)
    {
        var counter = new TextCounter();

        counter.Add(Encoding.UTF8.GetBytes(text));

        Assert.Equal((lines, words), (counter.Lines, counter.Words));
    }

    [Fact]
    public void Where_the_bytes_are_split_does_not_matter()
    {
        var bytes = Encoding.UTF8.GetBytes("one two\nthree  four\r\n\u00e9 five");
        for (var split = 0; split <= bytes.Length; split++)
        {
            var counter = new TextCounter();

            counter.Add(bytes.AsSpan(0, split));
            counter.Add(bytes.AsSpan(split));

            Assert.Equal((bytes.Length, 2, 5), (counter.Bytes, counter.Lines, counter.Words));
        }
    }
}
