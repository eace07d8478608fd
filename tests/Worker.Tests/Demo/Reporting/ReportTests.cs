using Worker.Demo.Counting;
using Worker.Demo.Merging;
using Worker.Demo.Reporting;

namespace Worker.Tests.Demo.Reporting;

public sealed class ReportTests
{
    private static readonly ExtensionFacts Text = ExtensionFacts.Merge(".txt", [new("b.txt", 4, 1, 1, "same"), new("A.txt", 6, 2, 2, "other")]);
    private static readonly ExtensionFacts None = ExtensionFacts.Merge("", [new("a|`b\n", 4, 1, 1, "same"), FileFacts.Unreadable("gone", "not found")]);

    [Fact]
    public void The_order_in_which_extensions_arrive_does_not_matter()
    {
        var report = Report.Create("/in", [Text, None]);

        Assert.Equivalent(report, Report.Create("/in", [None, Text]), strict: true);
        Assert.Equal(["A.txt", "a|`b\n", "b.txt"], report.Files.Select(file => file.Path));
        Assert.Equal(["", ".txt"], report.Extensions.Select(row => row.Extension));
        Assert.Equal(new Totals(3, 14, 4, 4), report.Totals);
        Assert.Equal(["gone"], report.Unreadable.Select(file => file.Path));
    }

    [Fact]
    public void The_text_for_people_has_a_row_per_extension_and_survives_strange_names()
    {
        var text = ReportMarkdown.Render(Report.Create("/in", [Text, None]));

        Assert.Contains("| `.txt` | 2 | 10 | 3 | 3 |\n", text, StringComparison.Ordinal);
        Assert.Contains("| (none) | 1 | 4 | 1 | 1 |\n", text, StringComparison.Ordinal);
        Assert.Contains("| **all** | 3 | 14 | 4 | 4 |\n", text, StringComparison.Ordinal);
        Assert.Contains("- `a\\|\uFFFDb\uFFFD`, `b.txt`\n", text, StringComparison.Ordinal);
        Assert.Contains("- `gone`: not found\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_file_is_a_report_too()
    {
        var text = ReportMarkdown.Render(Report.Create("/in", []));

        Assert.Contains("| **all** | 0 | 0 | 0 | 0 |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("##", text, StringComparison.Ordinal);
    }
}
