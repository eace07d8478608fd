using System.Text.RegularExpressions;

namespace Faktory.Docs.Tests;

/// <summary>Relative links lead to files that exist, and to headings that they have.</summary>
internal static partial class LinkCheck
{
    public static IEnumerable<string> Check(Page page) =>
        from line in page.Prose
        from Match link in Link().Matches(line.Text)
        let problem = Problem(page, link.Groups["target"].Value)
        where problem is not null
        select page.At(line.Number, problem);

    private static string? Problem(Page page, string target)
    {
        if (target.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }

        var (file, anchor) = target.Split('#', 2) is [var path, var heading] ? (path, heading) : (target, null);
        var place = Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(page.Path)!, file));
        if (file.Length > 0 && !Repository.Exists(place))
        {
            return $"{target} leads to {place}, which does not exist.";
        }

        var linked = file.Length == 0 ? page : anchor is null ? null : Repository.Read(place);
        return linked is null || anchor is null || Anchors(linked).Contains(anchor) ? null : $"{target}: {linked.Path} has no heading for #{anchor}; it has {string.Join(", ", Anchors(linked))}.";
    }

    // As GitHub makes them: lower case, punctuation gone, spaces to dashes.
    private static IEnumerable<string> Anchors(Page page) =>
        from line in page.Prose
        let heading = Heading().Match(line.Text)
        where heading.Success
        select Punctuation().Replace(heading.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} +(?<text>.+?) *$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Punctuation();
}
