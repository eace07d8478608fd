using Worker.Demo.Counting;
using Worker.Demo.Merging;

namespace Worker.Demo.Reporting;

/// <summary>The outcome of a run, as <c>report.json</c> holds it. The same files give the same report: there is no time and no id in it.</summary>
/// <param name="Input">The folder that was looked at.</param>
/// <param name="Totals">Sums over all files.</param>
/// <param name="Extensions">Sums per extension, in ordinal order.</param>
/// <param name="Files">Every file that could be read, in ordinal order of its path.</param>
/// <param name="Unreadable">Every file that could not.</param>
internal sealed record Report(
    string Input,
    Totals Totals,
    IReadOnlyList<ExtensionTotals> Extensions,
    IReadOnlyList<FileFacts> Files,
    IReadOnlyList<FileFacts> Unreadable)
{
    /// <summary>Puts the extensions together.</summary>
    public static Report Create(string input, IReadOnlyCollection<ExtensionFacts> extensions)
    {
        var files = extensions.SelectMany(extension => extension.Files).OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        return new Report(
            input,
            extensions.Aggregate(Totals.Zero, (sum, extension) => sum + extension.Totals),
            [.. extensions
                .Where(extension => extension.Totals.Files > 0)
                .OrderBy(extension => extension.Extension, StringComparer.Ordinal)
                .Select(extension => new ExtensionTotals(extension.Extension, extension.Totals))],
            [.. files.Where(file => file.Problem is null)],
            [.. files.Where(file => file.Problem is not null)]);
    }
}
