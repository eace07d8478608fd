using Faktory;
using Spectre.Console;

namespace Worker.Demo.Progress;

/// <summary>Progress as one bar per stage, for a terminal.</summary>
internal static class ProgressBars
{
    /// <summary>Draws bars until there are no more states.</summary>
    public static Task ShowAsync(IAnsiConsole console, IAsyncEnumerable<BatchTree> chain) => console
        .Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
        .StartAsync(async progress =>
        {
            var bars = new Dictionary<string, ProgressTask>();
            await foreach (var state in chain)
            {
                foreach (var stage in state.Children.Select(child => child.Status))
                {
                    if (!bars.TryGetValue(stage.Id, out var bar))
                    {
                        bars[stage.Id] = bar = progress.AddTask(Markup.Escape(stage.Description));
                    }

                    Update(bar, stage);
                }
            }
        });

    private static void Update(ProgressTask bar, BatchStatus stage)
    {
        var done = stage.Total - stage.Pending;
        var failed = stage.Failed == 0 ? "" : $", [red]{stage.Failed} failed, to be tried again[/]";
        bar.Description = $"{Markup.Escape(stage.Description)} [grey]{done} of {stage.Total}[/]{failed}";

        // A stage without jobs is full once its callback is done.
        bar.MaxValue = Math.Max(1, stage.Total);
        bar.Value = stage.State == BatchState.Succeeded ? bar.MaxValue : done;
    }
}
