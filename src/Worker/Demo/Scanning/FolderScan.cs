namespace Worker.Demo.Scanning;

/// <summary>Lists the files below a folder.</summary>
internal static class FolderScan
{
    /// <summary>The most files that one run takes.</summary>
    public const int MaxFiles = 10_000;

    // Links are left out: they may lead out of the folder, or round in circles.
    private static readonly EnumerationOptions _everythingButLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <summary>The files below a folder, relative to it, with forward slashes, in ordinal order.</summary>
    /// <exception cref="DemoException">The folder does not exist, or holds more than <see cref="MaxFiles"/> files.</exception>
    public static IReadOnlyList<string> Run(string root, SkipRules rules)
    {
        if (!Directory.Exists(root))
        {
            throw DemoException.NoSuchFolder(root);
        }

        var files = Walk(new DirectoryInfo(root), rules)
            .Take(MaxFiles + 1)
            .Select(path => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .ToList();
        if (files.Count > MaxFiles)
        {
            throw new DemoException($"There are more than {MaxFiles:N0} files below {root}, and the demo takes at most {MaxFiles:N0}. Name a smaller folder with --input DIR.");
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static IEnumerable<string> Walk(DirectoryInfo root, SkipRules rules)
    {
        var folders = new Stack<DirectoryInfo>([root]);
        while (folders.TryPop(out var folder))
        {
            if (!TryList(folder, out var entries))
            {
                // Kept in the list: the job that fails to read it puts it into the report.
                yield return folder.FullName;
            }

            foreach (var entry in entries)
            {
                if (entry is DirectoryInfo below && !rules.Skips(below))
                {
                    folders.Push(below);
                }
                else if (entry is FileInfo file && !rules.Skips(file))
                {
                    yield return file.FullName;
                }
            }
        }
    }

    private static bool TryList(DirectoryInfo folder, out FileSystemInfo[] entries)
    {
        try
        {
            entries = folder.GetFileSystemInfos("*", _everythingButLinks);
            return true;
        }
        catch (Exception error) when (error is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            entries = [];
            return false;
        }
    }
}
