namespace Worker.Demo.Runs;

/// <summary>
/// What the demo keeps: <c>run.json</c> says which run is current, <c>runs/ID</c> holds its handed-over files, and the server
/// keeps its SQLite file beside them.
/// </summary>
/// <param name="path">The data folder, a full path.</param>
internal sealed class DataFolder(string path)
{
    /// <summary>The folder itself.</summary>
    public string FullPath { get; } = path;

    private string CurrentRun => Path.Combine(FullPath, "run.json");

    private string Runs => Path.Combine(FullPath, "runs");

    /// <summary>The files of one run.</summary>
    public RunFolder Run(string id) => new(Path.Combine(Runs, id));

    /// <summary>The stored run; null when there is none.</summary>
    public async Task<StoredRun?> FindAsync(CancellationToken cancellationToken)
    {
        if (await AtomicFile.ReadJsonAsync<DemoRun>(CurrentRun, cancellationToken) is not { } run)
        {
            return null;
        }

        var folder = Run(run.Id);
        return new StoredRun(run, await folder.LoadFilesAsync(cancellationToken), await folder.FindFinishedAsync(cancellationToken));
    }

    /// <summary>Stores a new run in place of the one before. From here on it can be resumed, whether or not its chain was started.</summary>
    public async Task BeginAsync(DemoRun run, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        await Run(run.Id).SaveFilesAsync(files, cancellationToken);
        await AtomicFile.WriteJsonAsync(CurrentRun, run, cancellationToken);
        foreach (var earlier in Directory.EnumerateDirectories(Runs).Where(folder => Path.GetFileName(folder) != run.Id))
        {
            Directory.Delete(earlier, recursive: true);
        }
    }
}
