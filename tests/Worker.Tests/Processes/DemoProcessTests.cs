using Worker.Demo.Merging;
using Worker.Demo.Runs;

namespace Worker.Tests.Processes;

[Collection(ProcessGroup.Name)]
public sealed class DemoProcessTests : IDisposable
{
    private readonly TempTree _tree = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task The_report_says_what_wc_and_sha256sum_say()
    {
        var files = UnusualTree.Write(_tree);

        var demo = await WorkerProcess.RunAsync(_tree.Root, "demo", "--input", "in", "--output", "out", "--data", "data");

        Assert.Equal((0, ""), (demo.ExitCode, demo.Errors));
        var expected = files.ToDictionary(path => path, path => ReportOnDisk.Expected(_tree.At("in", path)));
        Assert.Equal(expected, ReportOnDisk.Files(_tree.At("out", "report.json")));
        Assert.Equal(ExpectedSums(expected), ReportOnDisk.Sums(_tree.At("out", "report.json")));
        Assert.True(File.Exists(_tree.At("out", "report.md")));
    }

    [Fact]
    public async Task The_end_shows_the_tree_of_batches()
    {
        _tree.Write("in/a.txt", "");
        _tree.Write("in/b.md", "");

        var demo = await WorkerProcess.RunAsync(_tree.Root, "demo", "--input", "in");

        var rows = demo.Output.Split('\n').Select(row => string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Contains(rows, row => row.StartsWith($"demo of {_tree.At("in")} succeeded 0 0 0 done", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.StartsWith("├─ 1 count files succeeded 2 2 0 done", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.StartsWith("├─ 2 merge extensions succeeded 2 2 0 done", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.StartsWith("└─ 3 write report succeeded 1 1 0 none", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_options_it_looks_at_the_current_folder_and_not_at_its_own_files()
    {
        _tree.Write("a.txt", "one\n");

        var first = await WorkerProcess.RunAsync(_tree.Root, "demo");
        var second = await WorkerProcess.RunAsync(_tree.Root, "demo");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(["a.txt"], ReportOnDisk.Files(_tree.At("report.json")).Keys);
        Assert.True(File.Exists(_tree.At(".faktory", "demo", "run.json")));
    }

    [Fact]
    public async Task No_file_at_all_goes_through_the_empty_stages()
    {
        Directory.CreateDirectory(_tree.At("in"));

        var demo = await WorkerProcess.RunAsync(_tree.Root, "demo", "--input", "in");

        Assert.Equal(0, demo.ExitCode);
        Assert.Contains("0 files, 0 bytes, 0 lines, 0 words", demo.Output, StringComparison.Ordinal);
        Assert.Contains("1 count files", demo.Output, StringComparison.Ordinal);
        Assert.Equal("0 0 0 0", ReportOnDisk.Sums(_tree.At("report.json"))["all"]);
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_exit_code_2()
    {
        var demo = await WorkerProcess.RunAsync(_tree.Root, "demo", "--input", "nowhere");

        Assert.Equal(2, demo.ExitCode);
        Assert.Contains($"The folder {_tree.At("nowhere")} does not exist.", demo.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_10_000_files_are_an_error_that_says_so()
    {
        for (var i = 0; i <= 10_000; i++)
        {
            File.Create(_tree.At($"{i}")).Dispose();
        }

        var demo = await WorkerProcess.RunAsync(_tree.Root, "demo");

        Assert.Equal(1, demo.ExitCode);
        Assert.Contains("more than 10,000 files", demo.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_tree.At(".faktory", "demo", "run.json")));
    }

    [Fact]
    public async Task An_unfinished_run_is_an_error_that_names_both_ways_out()
    {
        await new DataFolder(_tree.At("data")).BeginAsync(new DemoRun("run", _tree.Root, _tree.Root), [], Cancel);

        var demo = await WorkerProcess.RunAsync(_tree.Root, "demo", "--data", "data");

        Assert.Equal(1, demo.ExitCode);
        Assert.Contains("demo --resume", demo.Errors, StringComparison.Ordinal);
        Assert.Contains("delete that folder", demo.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_the_environment_is_not_for_the_demo()
    {
        _tree.Write("in/a.txt", "");
        var elsewhere = new Dictionary<string, string> { ["FAKTORY_URL"] = "tcp://127.0.0.1:1", ["Faktory__Url"] = "tcp://127.0.0.1:1" };

        await using var demo = WorkerProcess.Start(_tree.Root, ["demo", "--input", "in"], elsewhere);

        Assert.Equal(0, (await demo.ExitAsync()).ExitCode);
    }

    private static Dictionary<string, string> ExpectedSums(Dictionary<string, string> files)
    {
        var rows = files.Select(file => (Extension: FileExtension.Of(file.Key), Counts: file.Value.Split(' ').Take(3).Select(long.Parse).ToArray())).ToList();
        var sums = rows.GroupBy(row => row.Extension, row => row.Counts).ToDictionary(group => group.Key, Sum);
        sums["all"] = Sum(rows.Select(row => row.Counts));
        return sums;
    }

    private static string Sum(IEnumerable<long[]> counts)
    {
        var rows = counts.ToList();
        return $"{rows.Count} {rows.Sum(row => row[0])} {rows.Sum(row => row[1])} {rows.Sum(row => row[2])}";
    }
}
