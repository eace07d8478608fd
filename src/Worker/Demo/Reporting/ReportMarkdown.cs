using System.Globalization;
using System.Text;
using Worker.Demo.Merging;

namespace Worker.Demo.Reporting;

/// <summary>Writes the report for people.</summary>
internal static class ReportMarkdown
{
    private const int LargestFiles = 10;

    /// <summary>The text of <c>report.md</c>.</summary>
    public static string Render(Report report)
    {
        var text = new StringBuilder();
        text.Append(Invariant($"# Files below {Code(report.Input)}\n\n"));
        text.Append("| Extension | Files | Bytes | Lines | Words |\n|---|---:|---:|---:|---:|\n");
        foreach (var (extension, totals) in report.Extensions.OrderByDescending(row => row.Totals.Bytes))
        {
            text.Append(Row(extension.Length == 0 ? "(none)" : Code(extension), totals));
        }

        text.Append(Row("**all**", report.Totals));
        AppendSection(text, "Largest files", report.Files
            .OrderByDescending(file => file.Bytes)
            .Take(LargestFiles)
            .Select(file => Invariant($"{Code(file.Path)}: {file.Bytes:N0} bytes")));
        AppendSection(text, "Identical files", report.Files
            .Where(file => file.Bytes > 0)
            .GroupBy(file => file.Sha256)
            .Where(group => group.Skip(1).Any())
            .Select(group => string.Join(", ", group.Select(file => Code(file.Path)))));
        AppendSection(text, "Not readable", report.Unreadable.Select(file => $"{Code(file.Path)}: {file.Problem}"));
        return text.ToString();
    }

    private static void AppendSection(StringBuilder text, string title, IEnumerable<string> lines)
    {
        var list = string.Concat(lines.Select(line => $"- {line}\n"));
        text.Append(list.Length == 0 ? "" : $"\n## {title}\n\n{list}");
    }

    private static string Row(string name, Totals totals) =>
        Invariant($"| {name} | {totals.Files:N0} | {totals.Bytes:N0} | {totals.Lines:N0} | {totals.Words:N0} |\n");

    // A file's name may hold anything, a line break included.
    private static string Code(string name)
    {
        var clean = string.Concat(name.Select(c => char.IsControl(c) || c == '`' ? '\uFFFD' : c));
        return $"`{clean.Replace("|", "\\|", StringComparison.Ordinal)}`";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
