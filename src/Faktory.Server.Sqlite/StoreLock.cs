using System.Text;
using Faktory.Server.Storage;

namespace Faktory.Server.Sqlite;

/// <summary>
/// Ownership of a store: a file beside it that is held open exclusively. SQLite's own exclusive mode would shut out
/// backups and readers too. The file stays when the owner goes, because deleting it would race with the next owner.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    public static string PathFor(string database) => database + ".lock";

    /// <exception cref="StoreException">Another store holds it, or it cannot be made.</exception>
    public static StoreLock Take(string database)
    {
        var path = PathFor(database);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            try
            {
                // For a person who wonders who holds it; nobody else reads it.
                file.SetLength(0);
                file.Write(Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
                file.Flush();
                return new StoreLock(file);
            }
            catch (IOException)
            {
                file.Dispose();
                throw;
            }
        }
        catch (IOException error) when (IsHeld(error))
        {
            throw new StoreException($"Another server has {database} open: it holds {path}, which contains its process id. Stop that server, or give this one another data directory.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{database} cannot be opened: {path} cannot be written ({error.Message}). Check the folder, its permissions and the space on its disk, or choose another data directory.", error);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>ERROR_SHARING_VIOLATION on Windows, EWOULDBLOCK on Linux and on macOS.</summary>
    private static bool IsHeld(IOException error) =>
        error.HResult == (OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : OperatingSystem.IsLinux() ? 11 : 35);
}
