using System.Diagnostics;

namespace Faktory.LoadTest.Measuring;

/// <summary>How often per second the disk of a folder can take one small write for good.</summary>
internal static class DiskSync
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    public static double MeasurePerSecond(string folder)
    {
        var path = Path.Combine(folder, $"faktory-load-{Guid.NewGuid():n}");
        using var file = new FileStream(path, new FileStreamOptions { Access = FileAccess.Write, Mode = FileMode.CreateNew, Options = FileOptions.DeleteOnClose, BufferSize = 0 });
        var page = new byte[4096];
        var watch = Stopwatch.StartNew();
        var count = 0;
        for (; watch.Elapsed < Length; count++)
        {
            file.Write(page);
            file.Flush(flushToDisk: true);
        }

        return count / watch.Elapsed.TotalSeconds;
    }
}
