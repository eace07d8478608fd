namespace Worker.Tests;

/// <summary>A folder of its own for one test.</summary>
internal sealed class TempTree : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("faktory-demo-").FullName;

    public string At(params string[] names) => Path.Combine([Root, .. names]);

    public string Write(string path, string content) => Write(path, System.Text.Encoding.UTF8.GetBytes(content));

    public string Write(string path, byte[] content)
    {
        var full = At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
        return full;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
