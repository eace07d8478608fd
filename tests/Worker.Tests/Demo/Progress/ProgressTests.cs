using Faktory;
using Spectre.Console;
using Worker.Demo.Progress;

namespace Worker.Tests.Demo.Progress;

public sealed class ProgressTests : IDisposable
{
    private readonly StringWriter _written = new();

    public void Dispose() => _written.Dispose();

    [Fact]
    public async Task A_line_is_written_when_something_has_changed_and_not_again_before()
    {
        var chain = new[] { Chain(Stage(10, 10)), Chain(Stage(10, 10)), Chain(Stage(10, 4, failed: 1)), Chain(Stage(10, 0, BatchState.Succeeded)) };

        await ProgressLines.ShowAsync(Console(), chain.ToAsyncEnumerable());

        Assert.Equal(
            ["1 count [files]: 0 of 10, running", "1 count [files]: 6 of 10, running, 1 failed, to be tried again", "1 count [files]: 10 of 10, succeeded"],
            _written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task Bars_take_stages_that_are_empty_or_have_brackets_in_their_names()
    {
        var chain = new[] { Chain(Stage(0, 0)), Chain(Stage(0, 0, BatchState.Succeeded)) };

        await ProgressBars.ShowAsync(Console(AnsiSupport.Yes), chain.ToAsyncEnumerable());

        Assert.Contains("100%", _written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_tree_has_one_row_per_batch_with_state_counts_and_times()
    {
        var tree = Chain(Stage(10, 0, BatchState.Succeeded), Stage(3, 2, failed: 1));

        Console().Write(BatchTable.Create(tree));

        var rows = _written.ToString().Split('\n').Select(row => string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Contains(rows, row => row.StartsWith("demo running 0 0 0 to come", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.StartsWith("├─ 1 count [files] succeeded 10 10 0 done", StringComparison.Ordinal) && row.TrimEnd().EndsWith("1.500 s", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.StartsWith("└─ 1 count [files] running 3 1 1 to come", StringComparison.Ordinal));
    }

    private IAnsiConsole Console(AnsiSupport ansi = AnsiSupport.No)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = ansi,
            Interactive = ansi == AnsiSupport.Yes ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(_written),
        });
        console.Profile.Width = 200;
        return console;
    }

    private static BatchTree Chain(params BatchStatus[] stages) =>
        new(Stage(0, 0) with { Description = "demo" }, [.. stages.Select(stage => new BatchTree(stage, []))]);

    private static BatchStatus Stage(long total, long pending, BatchState state = BatchState.Running, long failed = 0) => new(
        "b-1", null, "1 count [files]", state, total, pending, failed,
        state == BatchState.Succeeded ? CallbackState.Acknowledged : CallbackState.Pending, CallbackState.None, DateTimeOffset.UnixEpoch)
    {
        FinishedAt = state == BatchState.Succeeded ? DateTimeOffset.UnixEpoch.AddSeconds(1.5) : null,
    };
}
