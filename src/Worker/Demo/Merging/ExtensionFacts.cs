using Worker.Demo.Counting;

namespace Worker.Demo.Merging;

/// <summary>What stage 2 finds out about all files with one extension.</summary>
/// <param name="Extension">The extension, as in <see cref="FileExtension"/>.</param>
/// <param name="Totals">Their sums.</param>
/// <param name="Files">The files themselves, unreadable ones included.</param>
internal sealed record ExtensionFacts(string Extension, Totals Totals, IReadOnlyList<FileFacts> Files)
{
    /// <summary>Merges the facts of single files.</summary>
    public static ExtensionFacts Merge(string extension, IReadOnlyList<FileFacts> files) => new(
        extension,
        files.Where(file => file.Problem is null).Aggregate(Totals.Zero, (sum, file) => sum + new Totals(1, file.Bytes, file.Lines, file.Words)),
        files);
}
