using System.Globalization;
using Faktory;
using Spectre.Console;
using Worker.Demo.Merging;
using Worker.Demo.Reporting;
using Worker.Demo.Runs;

namespace Worker.Demo.Progress;

/// <summary>What the demo shows: live bars in a terminal, plain lines when the output is redirected.</summary>
internal sealed class DemoConsole(IAnsiConsole console, bool isLive)
{
    // Nothing is to be wrapped in a file or a pipe.
    private const int RedirectedWidth = 1000;

    /// <summary>Makes one for the process's standard output.</summary>
    public static DemoConsole Create()
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = RedirectedWidth;
        }

        return new DemoConsole(console, !Console.IsOutputRedirected && console.Profile.Capabilities.Ansi);
    }

    /// <summary>Shows what is about to run.</summary>
    public void ShowRun(DemoRun run, int files, string data, bool isResumed)
    {
        Write($"Input   {run.Input} ({files:N0} files)");
        Write($"Output  {run.Output}");
        Write($"Data    {data}{(isResumed ? " (resumed)" : "")}");
    }

    /// <summary>Shows a chain's progress until there is no more.</summary>
    /// <returns>The last state seen; null when there was none.</returns>
    public async Task<BatchTree?> FollowAsync(IAsyncEnumerable<BatchTree> chain)
    {
        BatchTree? last = null;
        await (isLive ? ProgressBars.ShowAsync(console, Remember()) : ProgressLines.ShowAsync(console, Remember()));
        return last;

        async IAsyncEnumerable<BatchTree> Remember()
        {
            await foreach (var state in chain)
            {
                last = state;
                yield return state;
            }
        }
    }

    /// <summary>Shows the tree of batches and where the report is.</summary>
    public void ShowResult(DemoRun run, Totals totals, BatchTree? chain)
    {
        if (chain is not null)
        {
            console.WriteLine();
            console.Write(BatchTable.Create(chain));
        }

        var reports = new ReportFiles(run.Output);
        console.WriteLine();
        Write($"{totals.Files:N0} files, {totals.Bytes:N0} bytes, {totals.Lines:N0} lines, {totals.Words:N0} words");
        Write($"Report  {reports.Json}");
        Write($"        {reports.Markdown}");
    }

    private void Write(FormattableString line) => console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
