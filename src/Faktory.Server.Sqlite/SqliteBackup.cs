using Faktory.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Faktory.Server.Sqlite;

/// <summary>Copies a store, also while a server has it open.</summary>
public static class SqliteBackup
{
    /// <summary>
    /// Writes a consistent copy of everything committed so far to <paramref name="backup"/> and verifies it. The server
    /// goes on meanwhile; its log cannot be emptied before the copy is done.
    /// </summary>
    /// <param name="database">The database file of the server.</param>
    /// <param name="backup">The file to make, with its folder where that is missing.</param>
    /// <param name="overwrite">Whether an existing file is replaced, in one step once the copy is whole; otherwise it is an error.</param>
    /// <param name="cancellationToken">Ends it before the copy or before its check; <paramref name="backup"/> is as it was before.</param>
    /// <exception cref="StoreException">A file cannot be read or written, or the copy is damaged; the message names it.</exception>
    public static Task RunAsync(string database, string backup, bool overwrite = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(database);
        ArgumentException.ThrowIfNullOrEmpty(backup);
        return Task.Run(() => Copy(Path.GetFullPath(database), Path.GetFullPath(backup), overwrite, cancellationToken), cancellationToken);
    }

    private static void Copy(string database, string backup, bool overwrite, CancellationToken cancellationToken)
    {
        if (!File.Exists(database))
        {
            throw new StoreException($"{database} does not exist. Name the database file of the server, usually faktory.db in its data directory.");
        }

        if (database == backup)
        {
            throw new StoreException($"{backup} is the database itself. Name another file for the backup.");
        }

        if (File.Exists(backup) && !overwrite)
        {
            throw new StoreException($"{backup} exists already. Name a new file for the backup.");
        }

        // Under its final name there is never anything but a whole copy.
        var partial = $"{backup}.{Environment.ProcessId}.partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(backup)!);
            File.Delete(partial);
            using (var source = Open(database, SqliteOpenMode.ReadWrite))
            using (var target = Open(partial, SqliteOpenMode.ReadWriteCreate))
            {
                SqliteSchema.Check(source, database, SqliteSchema.Steps);
                source.BackupDatabase(target);
                cancellationToken.ThrowIfCancellationRequested();
                // A single file is easier to keep than one with a log beside it.
                target.Run("PRAGMA journal_mode = DELETE");
                Verify(target, backup);
            }

            File.Move(partial, backup, overwrite);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Explain(database, $"backing up to {backup} from", error);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or (IOException and not StoreException))
        {
            throw new StoreException($"{backup} cannot be written ({error.Message}). Check the folder, its permissions and the space on its disk.", error);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    private static void Verify(SqliteConnection target, string backup)
    {
        var finding = target.ReadText("PRAGMA integrity_check(1)");
        if (finding != "ok")
        {
            throw new StoreException($"The backup to {backup} is damaged ({finding}) and was not kept. Check both disks.");
        }
    }
}
