using System.Diagnostics;
using System.Text;
using CsCheck;
using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

/// <summary>The patterns of MUTATE's <c>regexp</c>, which are Redis globs (BEHAVIOUR 2.9).</summary>
public sealed class GlobTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("**", "abc", true)]
    [InlineData("abc", "abc", true)]
    [InlineData("abc", "abcd", false)]
    [InlineData("abc", "ab", false)]
    [InlineData("*abc", "xxabc", true)]
    [InlineData("*abc", "abcx", false)]
    [InlineData("abc*", "abcx", true)]
    [InlineData("*foo*", "a foo b", true)]
    [InlineData("*foo*", "fo o", false)]
    [InlineData("a*b*c", "aXbXbXc", true)]
    [InlineData("*ab*ab", "abab", true)]
    [InlineData("*ab*ab", "ab", false)]
    [InlineData("h?llo", "hello", true)]
    [InlineData("h?llo", "hllo", false)]
    [InlineData("?", "é", false)]
    [InlineData("??", "é", true)]
    [InlineData("h[ae]llo", "hallo", true)]
    [InlineData("h[ae]llo", "hillo", false)]
    [InlineData("h[^e]llo", "hallo", true)]
    [InlineData("h[^e]llo", "hello", false)]
    [InlineData("[a-c]", "b", true)]
    [InlineData("[c-a]", "b", true)]
    [InlineData("[a-c]", "d", false)]
    [InlineData("[]", "a", false)]
    [InlineData("[^]", "a", true)]
    [InlineData("[a", "a", true)]
    [InlineData("[-a]", "-", true)]
    [InlineData(@"[\]]", "]", true)]
    [InlineData(@"[a\-c]", "b", false)]
    [InlineData(@"[*?]", "*", true)]
    [InlineData(@"[*?]", "x", false)]
    [InlineData(@"\*", "*", true)]
    [InlineData(@"\*", "x", false)]
    [InlineData(@"a\", @"a\", true)]
    [InlineData("[", "", false)]
    public void A_pattern_means_what_it_means_in_Redis(string pattern, string text, bool expected)
    {
        Assert.Equal(expected, Matches(new Glob(pattern), text));
    }

    [Fact]
    public void A_pattern_longer_than_a_word_of_bits_matches_to_its_last_byte()
    {
        var text = string.Concat(Enumerable.Range(0, 200).Select(i => (char)('a' + (i % 26))));
        var glob = new Glob("*" + text + "?[x-z]*" + text);

        Assert.True(Matches(glob, "before" + text + "0y and " + text));
        Assert.False(Matches(glob, "before" + text + "0w and " + text));
        Assert.False(Matches(glob, "before" + text + "0y and " + text + "!"));
    }

    [Fact]
    public void A_text_may_come_in_parts_and_a_glob_be_used_again()
    {
        var glob = new Glob("*one*two*");
        glob.Feed("on"u8);
        glob.Feed("e, t"u8);
        Assert.False(glob.IsMatch);
        glob.Feed("wo"u8);
        glob.Feed(" three"u8);
        Assert.True(glob.IsMatch);

        glob.Reset();
        glob.Feed("two"u8);
        Assert.False(glob.IsMatch);
    }

    [Fact]
    public void Random_patterns_match_what_a_naive_matcher_matches() =>
        Gen.Select(Gen.Char["ab*?"].Array[0, 12], Gen.Char["ab"].Array[0, 14]).Sample(
            (pattern, text) => Matches(new Glob(new string(pattern)), new string(text)) == Naive(pattern, text),
            iter: 20_000);

    [Fact]
    public void A_pattern_that_makes_others_backtrack_costs_no_more_than_one_pass()
    {
        var glob = new Glob(string.Concat(Enumerable.Repeat("*a", 400)) + "*b");
        var text = new string('a', 1_000_000);
        var watch = Stopwatch.StartNew();

        Assert.False(Matches(glob, text));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    private static bool Matches(Glob glob, string text)
    {
        glob.Reset();
        glob.Feed(Encoding.UTF8.GetBytes(text));
        return glob.IsMatch;
    }

    private static bool Naive(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        if (pattern.IsEmpty)
        {
            return text.IsEmpty;
        }

        if (pattern[0] == '*')
        {
            return Naive(pattern[1..], text) || (!text.IsEmpty && Naive(pattern, text[1..]));
        }

        return !text.IsEmpty && (pattern[0] == '?' || pattern[0] == text[0]) && Naive(pattern[1..], text[1..]);
    }
}
