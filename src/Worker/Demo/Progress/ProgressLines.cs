using System.Globalization;
using Faktory;
using Spectre.Console;

namespace Worker.Demo.Progress;

/// <summary>Progress as plain lines, for output that is redirected: one when a stage appears, changes its state, or has got a tenth further.</summary>
internal static class ProgressLines
{
    private const int Steps = 10;

    /// <summary>Writes lines until there are no more states.</summary>
    public static async Task ShowAsync(IAnsiConsole console, IAsyncEnumerable<BatchTree> chain)
    {
        var shown = new Dictionary<string, (BatchState State, long Step, long Failed)>();
        await foreach (var state in chain)
        {
            foreach (var stage in state.Children.Select(child => child.Status))
            {
                var now = (stage.State, Done(stage) * Steps / Math.Max(1, stage.Total), stage.Failed);
                if (!shown.TryGetValue(stage.Id, out var before) || before != now)
                {
                    shown[stage.Id] = now;
                    console.WriteLine(Line(stage));
                }
            }
        }
    }

    private static string Line(BatchStatus stage)
    {
        var failed = stage.Failed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {stage.Failed:N0} failed, to be tried again");
        return string.Create(CultureInfo.InvariantCulture, $"{stage.Description}: {Done(stage):N0} of {stage.Total:N0}, {BatchWords.Of(stage.State)}{failed}");
    }

    private static long Done(BatchStatus stage) => stage.Total - stage.Pending;
}
