using System.Globalization;
using Faktory;
using Microsoft.Extensions.DependencyInjection;
using Worker.Demo;
using Worker.Demo.Runs;

namespace Worker.Tests.Processes;

[Collection(ProcessGroup.Name)]
public sealed class ResumeTests : IDisposable
{
    private const int Files = 300;
    private const int Extensions = 6;

    // Few at a time, so that a kill hits a stage in its middle; no retry within the test's time, so that only --resume makes one.
    private static readonly Dictionary<string, string> Slowly = new()
    {
        ["Faktory__Worker__Concurrency"] = "3",
        ["Faktory__Server__RetryBase"] = "01:00:00",
    };

    private readonly TempTree _tree = new();
    private readonly Executions _executions;

    public ResumeTests()
    {
        _executions = new Executions(_tree.At("data"));
        for (var i = 0; i < Files; i++)
        {
            _tree.Write($"in/{i / 50}/{i}.x{i % Extensions}", string.Concat(Enumerable.Repeat(string.Create(CultureInfo.InvariantCulture, $"line {i}\n"), i)));
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _tree.Dispose();

    /// <summary>When the process is killed: as soon as so many jobs of a type have begun. None means once the run is stored.</summary>
    public static TheoryData<string, int> Moments => new()
    {
        { "demo.count-file", 0 },
        { "demo.count-file", 1 },
        { "demo.count-file", Files / 2 },
        { "demo.count-file", Files },
        { "demo.files-counted", 1 },
        { "demo.merge-extension", 1 },
        { "demo.merge-extension", Extensions },
        { "demo.extensions-merged", 1 },
        { "demo.write-report", 1 },
        { "demo.run-finished", 1 },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Killed_and_resumed_it_ends_with_the_same_report_and_repeats_nothing_that_was_acknowledged(string type, int count)
    {
        var undisturbed = await UndisturbedReportAsync();

        var settled = await KillAsync(Start("--input", "in", "--output", "out"), type, count);
        var before = _executions.Read().Count;
        var resumed = await FinishAsync(Start("--resume"));

        Assert.Equal((0, ""), (resumed.ExitCode, resumed.Errors));
        Assert.Equal(undisturbed, await File.ReadAllTextAsync(_tree.At("out", "report.json"), Cancel));
        Assert.Empty(_executions.Read().Skip(before).Select(execution => execution.JobId).Intersect(settled));
        await AssertNoStageWasBuiltTwiceAsync();
    }

    [Fact]
    public async Task Killed_again_and_again_it_still_gets_there()
    {
        var undisturbed = await UndisturbedReportAsync();
        var settled = new HashSet<string>(await KillAsync(Start("--input", "in", "--output", "out"), "demo.count-file", 20));
        foreach (var (type, count) in new[] { ("demo.count-file", 100), ("demo.count-file", 200), ("demo.merge-extension", 2) })
        {
            var before = _executions.Read().Count;
            var acknowledged = await KillAsync(Start("--resume"), type, count);
            Assert.Empty(_executions.Read().Skip(before).Select(execution => execution.JobId).Intersect(settled));
            settled.UnionWith(acknowledged);
        }

        var resumed = await FinishAsync(Start("--resume"));

        Assert.Equal((0, ""), (resumed.ExitCode, resumed.Errors));
        Assert.Equal(undisturbed, await File.ReadAllTextAsync(_tree.At("out", "report.json"), Cancel));
        await AssertNoStageWasBuiltTwiceAsync();
    }

    [Fact]
    public async Task Killed_between_storing_the_run_and_starting_its_chain_it_starts_the_chain()
    {
        await new DataFolder(_tree.At("data")).BeginAsync(new DemoRun("run", _tree.At("in"), _tree.At("out")), ["0/0.x0", "0/1.x1"], Cancel);

        var resumed = await FinishAsync(Start("--resume", "--input", "ignored", "--output", "ignored"));

        Assert.Equal((0, ""), (resumed.ExitCode, resumed.Errors));
        Assert.Equal(["0/0.x0", "0/1.x1"], ReportOnDisk.Files(_tree.At("out", "report.json")).Keys);
    }

    [Fact]
    public async Task Resuming_runs_failed_jobs_at_once()
    {
        await new DataFolder(_tree.At("data")).BeginAsync(new DemoRun("run", _tree.At("in"), _tree.At("out")), ["0/0.x0"], Cancel);
        var inTheWay = Directory.CreateDirectory(_tree.At("data", "runs", "run", "files", "0", "0.json"));
        await using (var failing = Start("--resume"))
        {
            await failing.LineAsync("1 failed");
            await failing.KillAsync();
        }

        inTheWay.Delete();
        var resumed = await FinishAsync(Start("--resume"));

        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(2, _executions.Read().Count(execution => execution.Type == "demo.count-file"));
    }

    [Fact]
    public async Task Nothing_stored_is_a_fresh_start_and_a_finished_run_prints_its_result()
    {
        var fresh = await FinishAsync(Start("--resume", "--input", "in", "--output", "out"));
        var executed = _executions.Read().Count;
        File.Delete(_tree.At("out", "report.md"));

        var finished = await FinishAsync(Start("--resume"));

        Assert.Equal((0, 0), (fresh.ExitCode, finished.ExitCode));
        Assert.Equal(executed, _executions.Read().Count);
        Assert.Contains($"{Files} files", finished.Output, StringComparison.Ordinal);
        Assert.Contains("└─ 3 write report", finished.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(_tree.At("out", "report.md")));
    }

    [Fact]
    public async Task Asked_to_stop_it_says_how_to_go_on()
    {
        await using var demo = Start("--input", "in", "--output", "out");
        await ReachAsync(demo, "demo.count-file", 1);
        demo.Terminate();

        var stopped = await demo.ExitAsync();
        var resumed = await FinishAsync(Start("--resume"));

        Assert.Equal(130, stopped.ExitCode);
        Assert.Contains("demo --resume", stopped.Errors, StringComparison.Ordinal);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(Files, _executions.Read().Count(execution => execution.Type == "demo.count-file"));
    }

    private ProgramProcess Start(params string[] arguments) =>
        WorkerProcess.Start(_tree.Root, ["demo", "--data", "data", .. arguments], Slowly);

    private static async Task<ProgramProcess.Outcome> FinishAsync(ProgramProcess process)
    {
        await using (process)
        {
            return await process.ExitAsync();
        }
    }

    private async Task<string> UndisturbedReportAsync()
    {
        var demo = await WorkerProcess.RunAsync(_tree.Root, "demo", "--input", "in", "--output", "undisturbed", "--data", "undisturbed-data");
        Assert.Equal(0, demo.ExitCode);
        return await File.ReadAllTextAsync(_tree.At("undisturbed", "report.json"), Cancel);
    }

    /// <returns>The jobs that were acknowledged when the process died: they had begun, and the server's file does not hold them any more.</returns>
    private async Task<IReadOnlyList<string>> KillAsync(ProgramProcess process, string type, int count)
    {
        await using (process)
        {
            await ReachAsync(process, type, count);
            await process.KillAsync();
        }

        var unacknowledged = await _executions.UnacknowledgedAsync();
        return [.. _executions.Read().Select(execution => execution.JobId).Distinct().Where(job => !unacknowledged.Contains(job))];
    }

    private async Task ReachAsync(ProgramProcess process, string type, int count)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!File.Exists(_tree.At("data", "run.json")) || _executions.Read().Where(execution => execution.Type == type).Select(execution => execution.JobId).Distinct().Count() < count)
        {
            Assert.False(process.HasExited, "The process ended before the moment at which it was to be killed.");
            await timer.WaitForNextTickAsync(process.TooLong);
        }
    }

    private async Task AssertNoStageWasBuiltTwiceAsync()
    {
        var jobs = _executions.Read().DistinctBy(execution => execution.JobId).CountBy(execution => execution.Type).ToDictionary();
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["demo.count-file"] = Files,
                ["demo.files-counted"] = 1,
                ["demo.merge-extension"] = Extensions,
                ["demo.extensions-merged"] = 1,
                ["demo.write-report"] = 1,
                ["demo.run-finished"] = 1,
            },
            jobs);

        var tree = await TreeAsync();
        Assert.Equal(BatchState.Succeeded, tree.Status.State);
        Assert.Equal(
            [("1 count files", Files), ("2 merge extensions", Extensions), ("3 write report", 1)],
            tree.Children.Select(child => (child.Status.Description, (int)child.Status.Total)));
    }

    private async Task<BatchTree> TreeAsync()
    {
        var data = new DataFolder(_tree.At("data"));
        var stored = await data.FindAsync(Cancel);
        using var host = DemoHost.Build(data);
        await host.StartAsync(Cancel);
        var tree = await host.Services.GetRequiredService<IFaktoryClient>().GetBatchTreeAsync(stored!.Finished!.BatchId, Cancel);
        await host.StopAsync(Cancel);
        return tree!;
    }
}
