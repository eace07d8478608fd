using System.Text.RegularExpressions;

namespace Faktory.Docs.Tests;

/// <summary>Paths of this repository that commands or prose name exist, and so do the flags of <c>faktory-server</c>.</summary>
/// <param name="help">What the server's <c>--help</c>, and that of its command <c>backup</c>, say.</param>
internal sealed partial class CommandCheck(string help)
{
    public IEnumerable<string> Check(Page page) => Paths(page).Concat(Flags(page));

    private static IEnumerable<string> Paths(Page page) =>
        from line in Lines(page)
        from Match path in RepositoryPath().Matches(line.Text)
        let built = path.Value.IndexOf("/bin/", StringComparison.Ordinal)
        let place = (built < 0 ? path.Value : path.Value[..built]).TrimEnd('.', ',', '/')
        where !Repository.Exists(place)
        select page.At(line.Number, $"{place} does not exist.");

    private IEnumerable<string> Flags(Page page) =>
        from line in page.Lines
        from Match command in Server().Matches(line.Text)
        from Match flag in Flag().Matches(command.Value)
        where !Regex.IsMatch(help, $@"(?<![\w-]){flag.Value}(?![\w-])")
        select page.At(line.Number, $"faktory-server has no flag {flag.Value}.");

    // A project that a command has made a moment ago has a folder src too; it is not of this repository.
    private static IEnumerable<(int Number, string Text)> Lines(Page page)
    {
        var made = page.Lines.SelectMany(line => Made().Matches(line.Text)).Select(match => match.Groups["name"].Value).ToHashSet();
        return page.Lines.Where(line => !made.Any(name => line.Text.Contains($"src/{name}", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"(?<![\w./-])(?:src|tests|templates|docs)/[\w./-]+")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"\bfaktory-server [^`\n]*")]
    private static partial Regex Server();

    [GeneratedRegex(@"(?<=\s)--?[a-z]+(?=\s|$)")]
    private static partial Regex Flag();

    [GeneratedRegex(@"dotnet new \S+ -[on] (?<name>\w+)")]
    private static partial Regex Made();
}
