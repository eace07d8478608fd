using Worker.Demo.Merging;
using Worker.Demo.Runs;

namespace Worker.Tests.Demo.Runs;

public sealed class DataFolderTests : IDisposable
{
    private static readonly DemoRun First = new("first", "/in", "/out");
    private static readonly DemoRun Second = new("second", "/in", "/out");

    private readonly TempTree _tree = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DataFolder Data => new(_tree.At("data"));

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task Nothing_is_found_in_a_folder_that_does_not_exist() => Assert.Null(await Data.FindAsync(Cancel));

    [Fact]
    public async Task A_run_that_was_begun_is_unfinished()
    {
        await Data.BeginAsync(First, ["a", "b"], Cancel);

        var stored = await Data.FindAsync(Cancel);

        Assert.Equal(First, stored!.Run);
        Assert.Equal(["a", "b"], stored.Files);
        Assert.False(stored.IsFinished);
    }

    [Fact]
    public async Task A_file_list_without_a_run_is_nothing()
    {
        await Data.Run("first").SaveFilesAsync(["a"], Cancel);

        Assert.Null(await Data.FindAsync(Cancel));
    }

    [Fact]
    public async Task A_new_run_takes_the_place_of_the_one_before()
    {
        await Data.BeginAsync(First, [], Cancel);
        await Data.Run("first").SaveFinishedAsync(new FinishedRun("b-1", Totals.Zero), Cancel);

        await Data.BeginAsync(Second, [], Cancel);

        Assert.Equal((Second, false), (await Data.FindAsync(Cancel)) is { } stored ? (stored.Run, stored.IsFinished) : default);
        Assert.Equal(["second"], Directory.GetDirectories(_tree.At("data", "runs")).Select(folder => Path.GetFileName(folder)));
    }

    [Fact]
    public async Task A_half_written_file_is_never_seen()
    {
        await Data.BeginAsync(First, ["a"], Cancel);
        File.WriteAllText(AtomicFile.TemporaryPath(_tree.At("data", "run.json")), "{\"id\":");

        Assert.Equal(First, (await Data.FindAsync(Cancel))!.Run);
    }

    [Fact]
    public async Task A_file_that_someone_else_changed_is_named()
    {
        _tree.Write("data/run.json", "not json");

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Data.FindAsync(Cancel));

        Assert.Contains(_tree.At("data", "run.json"), error.Message, StringComparison.Ordinal);
    }
}
