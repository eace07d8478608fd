namespace Worker.Demo.Scanning;

/// <summary>What the demo does not look at: hidden folders, build output, installed packages, links, and what the demo writes itself.</summary>
/// <param name="dataFolder">The demo's data folder, a full path.</param>
/// <param name="reports">The files it writes, full paths.</param>
internal sealed class SkipRules(string dataFolder, IEnumerable<string> reports)
{
    private static readonly HashSet<string> _folderNames = new(StringComparer.Ordinal) { "bin", "obj", "node_modules" };

    private readonly string _dataFolder = Path.TrimEndingDirectorySeparator(dataFolder);
    private readonly HashSet<string> _reports = new(reports, StringComparer.Ordinal);

    /// <summary>Whether a folder below the input is left out, with everything in it.</summary>
    public bool Skips(DirectoryInfo folder) =>
        folder.Attributes.HasFlag(FileAttributes.Hidden)
        || _folderNames.Contains(folder.Name)
        || string.Equals(folder.FullName, _dataFolder, StringComparison.Ordinal);

    /// <summary>Whether a file is left out.</summary>
    public bool Skips(FileInfo file) => _reports.Contains(file.FullName);
}
