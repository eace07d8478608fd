using Faktory;
using Faktory.Testing;
using Worker.Demo.Counting;
using Worker.Demo.Merging;
using Worker.Demo.Runs;
using Worker.Demo.Stages;

namespace Worker.Tests.Demo.Stages;

public sealed class StageTests : IDisposable
{
    private readonly TempTree _tree = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DataFolder Data => new(_tree.At("data"));

    private DemoRun Run => new("run", _tree.At("in"), _tree.At("out"));

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task Counting_a_file_hands_its_facts_over_and_doing_it_again_changes_nothing()
    {
        _tree.Write("in/a.txt", "one two\n");
        using var context = new TestJobContext();
        var handler = new CountFileHandler(Data);

        await handler.HandleAsync(new CountFile("run", 7, Run.Input, "a.txt"), context, Cancel);
        var first = await Data.Run("run").LoadFileFactsAsync(7, Cancel);
        await handler.HandleAsync(new CountFile("run", 7, Run.Input, "a.txt"), context, Cancel);

        Assert.Equal((8, 1, 2), (first.Bytes, first.Lines, first.Words));
        Assert.Equal(first, await Data.Run("run").LoadFileFactsAsync(7, Cancel));
    }

    [Fact]
    public async Task Counted_files_add_one_merge_per_extension()
    {
        await Data.BeginAsync(Run, ["a.txt", "b", "c.TXT"], Cancel);
        using var context = new TestJobContext();

        await new FilesCounted(Data).HandleAsync(Run, context, Cancel);

        var stage = Assert.Single(context.Stages);
        Assert.Equal("2 merge extensions", stage.Description);
        Assert.Equal(["[\"run\",0,\".txt\",[0,2]]", "[\"run\",1,\"\",[1]]"], stage.Jobs.Select(job => job.Args.GetRawText()));
        Assert.Equal("demo.extensions-merged", stage.Success!.Type);
    }

    [Fact]
    public async Task No_files_add_an_empty_stage_whose_callback_goes_on()
    {
        await Data.BeginAsync(Run, [], Cancel);
        using var context = new TestJobContext();

        await new FilesCounted(Data).HandleAsync(Run, context, Cancel);

        var stage = Assert.Single(context.Stages);
        Assert.Empty(stage.Jobs);
        Assert.NotNull(stage.Success);
    }

    [Fact]
    public async Task Merging_puts_together_what_was_counted()
    {
        FileFacts[] counted = [new("a.md", 1, 2, 3, "x"), new("b.md", 10, 20, 30, "y")];
        await Data.Run("run").SaveFileFactsAsync(3, counted[0], Cancel);
        await Data.Run("run").SaveFileFactsAsync(1003, counted[1], Cancel);
        using var context = new TestJobContext();

        await new MergeExtensionHandler(Data).HandleAsync(new MergeExtension("run", 0, ".md", [3, 1003]), context, Cancel);

        var merged = Assert.Single(await Data.Run("run").LoadExtensionsAsync(Cancel));
        Assert.Equal(new Totals(2, 11, 22, 33), merged.Totals);
        Assert.Equal(counted, merged.Files);
    }

    [Fact]
    public async Task A_missing_hand_over_fails_the_job_with_the_name_of_the_file()
    {
        using var context = new TestJobContext();

        var error = await Assert.ThrowsAsync<FileNotFoundException>(() =>
            new MergeExtensionHandler(Data).HandleAsync(new MergeExtension("run", 0, ".md", [3]), context, Cancel));

        Assert.Contains("3.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merged_extensions_add_the_last_stage_which_needs_no_callback()
    {
        using var context = new TestJobContext();

        await new ExtensionsMerged().HandleAsync(Run, context, Cancel);

        var stage = Assert.Single(context.Stages);
        Assert.Equal("demo.write-report", Assert.Single(stage.Jobs).Type);
        Assert.Null(stage.Success);
    }

    [Fact]
    public async Task The_report_is_written_and_the_run_marked_as_finished()
    {
        await Data.Run("run").SaveExtensionAsync(0, ExtensionFacts.Merge(".md", [new("a.md", 1, 2, 3, "x")]), Cancel);
        using var context = new TestJobContext(Job.For<RunFinished>(Run)
            .WithCustom("_bid", "b-root").WithCustom("_cb", "success"));

        await new WriteReport(Data).HandleAsync(Run, context, Cancel);
        await new RunFinished(Data).HandleAsync(Run, context, Cancel);

        Assert.True(File.Exists(_tree.At("out", "report.json")));
        Assert.True(File.Exists(_tree.At("out", "report.md")));
        Assert.Equal(new FinishedRun("b-root", new Totals(1, 1, 2, 3)), await Data.Run("run").FindFinishedAsync(Cancel));
    }
}
