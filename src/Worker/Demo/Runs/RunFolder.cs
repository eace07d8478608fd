using Worker.Demo.Counting;
using Worker.Demo.Merging;

namespace Worker.Demo.Runs;

/// <summary>The files by which the stages of one run hand over to each other.</summary>
/// <param name="path">The run's folder, a full path.</param>
internal sealed class RunFolder(string path)
{
    /// <summary>The file of <see cref="ExecutionLog"/>.</summary>
    public string Executions => Path.Combine(path, "executions.log");

    private string Files => Path.Combine(path, "files.json");

    private string Merged => Path.Combine(path, "extensions");

    private string Totals => Path.Combine(path, "totals.json");

    private string Finished => Path.Combine(path, "finished.json");

    /// <summary>Keeps the list of files: a resumed run works on the same ones.</summary>
    public Task SaveFilesAsync(IReadOnlyList<string> files, CancellationToken cancellationToken) =>
        AtomicFile.WriteJsonAsync(Files, files, cancellationToken);

    /// <summary>The list of files.</summary>
    public async Task<IReadOnlyList<string>> LoadFilesAsync(CancellationToken cancellationToken) =>
        Existing(Files, await AtomicFile.ReadJsonAsync<List<string>>(Files, cancellationToken));

    /// <summary>Stage 1 hands over one file.</summary>
    /// <param name="number">The file's place in the list of files.</param>
    /// <param name="facts">What was counted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SaveFileFactsAsync(int number, FileFacts facts, CancellationToken cancellationToken) =>
        AtomicFile.WriteJsonAsync(FactsPath(number), facts, cancellationToken);

    /// <summary>What stage 1 handed over.</summary>
    public async Task<FileFacts> LoadFileFactsAsync(int number, CancellationToken cancellationToken) =>
        Existing(FactsPath(number), await AtomicFile.ReadJsonAsync<FileFacts>(FactsPath(number), cancellationToken));

    /// <summary>Stage 2 hands over one extension.</summary>
    /// <param name="number">The extension's place among the extensions.</param>
    /// <param name="facts">What was merged.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SaveExtensionAsync(int number, ExtensionFacts facts, CancellationToken cancellationToken) =>
        AtomicFile.WriteJsonAsync(Path.Combine(Merged, $"{number}.json"), facts, cancellationToken);

    /// <summary>Everything that stage 2 handed over; nothing when there was nothing to merge.</summary>
    public async Task<IReadOnlyList<ExtensionFacts>> LoadExtensionsAsync(CancellationToken cancellationToken)
    {
        var extensions = new List<ExtensionFacts>();
        foreach (var file in Directory.Exists(Merged) ? Directory.EnumerateFiles(Merged, "*.json") : [])
        {
            extensions.Add(Existing(file, await AtomicFile.ReadJsonAsync<ExtensionFacts>(file, cancellationToken)));
        }

        return extensions;
    }

    /// <summary>Stage 3 hands over the sums of the report.</summary>
    public Task SaveTotalsAsync(Totals totals, CancellationToken cancellationToken) =>
        AtomicFile.WriteJsonAsync(Totals, totals, cancellationToken);

    /// <summary>What stage 3 handed over.</summary>
    public async Task<Totals> LoadTotalsAsync(CancellationToken cancellationToken) =>
        Existing(Totals, await AtomicFile.ReadJsonAsync<Totals>(Totals, cancellationToken));

    /// <summary>Marks the run as finished.</summary>
    public Task SaveFinishedAsync(FinishedRun finished, CancellationToken cancellationToken) =>
        AtomicFile.WriteJsonAsync(Finished, finished, cancellationToken);

    /// <summary>How the run ended; null when it has not.</summary>
    public Task<FinishedRun?> FindFinishedAsync(CancellationToken cancellationToken) =>
        AtomicFile.ReadJsonAsync<FinishedRun>(Finished, cancellationToken);

    // Thousands of files in one folder are slow to look at by hand, so they are spread over several.
    private string FactsPath(int number) => Path.Combine(path, "files", $"{number / 1000}", $"{number}.json");

    private static T Existing<T>(string path, T? value) =>
        value ?? throw new FileNotFoundException($"{path} is missing, although the stage that writes it has finished. Was the demo's data folder changed by hand?", path);
}
