using Worker.Demo.Runs;

namespace Worker.Demo.Reporting;

/// <summary>Where the reports are.</summary>
/// <param name="output">The output folder, a full path.</param>
internal sealed class ReportFiles(string output)
{
    /// <summary>The report for programs.</summary>
    public string Json { get; } = Path.Combine(output, "report.json");

    /// <summary>The report for people.</summary>
    public string Markdown { get; } = Path.Combine(output, "report.md");

    /// <summary>Every file that writing the reports may leave in the output folder.</summary>
    public IEnumerable<string> All => new[] { Json, Markdown }.SelectMany(path => new[] { path, AtomicFile.TemporaryPath(path) });

    /// <summary>Writes both.</summary>
    public async Task WriteAsync(Report report, CancellationToken cancellationToken)
    {
        await AtomicFile.WriteJsonAsync(Json, report, cancellationToken);
        await AtomicFile.WriteTextAsync(Markdown, ReportMarkdown.Render(report), cancellationToken);
    }
}
