namespace Faktory.Server.Host.Tests.Fixtures;

/// <summary>A folder of its own for the data of one test.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("faktory-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
