using Faktory.Server.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Faktory.Server.Sqlite;

/// <summary>Opens one SQLite file, makes it when it is missing, and brings it up to date.</summary>
internal sealed class SqliteStoreFactory(SqliteStoreSettings settings, ILogger<SqliteStoreFactory> logger) : IStoreFactory
{
    /// <summary>The database file, absolute.</summary>
    public string Path => settings.Path;

    public ValueTask<IStore> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var ownership = StoreLock.Take(settings.Path);
        SqliteConnection? connection = null;
        try
        {
            RefuseOrphanedLog();
            connection = Connect();
            var store = new SqliteStore(settings, ownership, connection, logger);
            (ownership, connection) = (null, null);
            return ValueTask.FromResult<IStore>(store);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Explain(settings.Path, "opening", error);
        }
        finally
        {
            connection?.Dispose();
            ownership?.Dispose();
        }
    }

    /// <summary>SQLite would make a new database and delete the log, with all that was not yet moved out of it.</summary>
    private void RefuseOrphanedLog()
    {
        var (database, log) = (new FileInfo(settings.Path), new FileInfo(settings.Path + "-wal"));
        if (log is { Exists: true, Length: > 0 } && database is not { Exists: true, Length: > 0 })
        {
            throw new StoreException(
                $"{database.FullName} is {(database.Exists ? "empty" : "missing")}, but its log {log.FullName} holds changes to it. Put the database back beside its log, or restore a backup; to start empty, move the log away.");
        }
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = settings.Path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = (int)Math.Ceiling(settings.LockTimeout.TotalSeconds),
        }.ConnectionString);
        try
        {
            connection.Open();
            SqliteSchema.Check(connection, settings.Path, SqliteSchema.Steps);
            Configure(connection);
            SqliteSchema.Upgrade(connection, SqliteSchema.Steps);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Configure(SqliteConnection connection)
    {
        // SQLite opens a file that it may not write silently for reading.
        if (raw.sqlite3_db_readonly(connection.Handle, "main") == 1)
        {
            throw new StoreException($"{settings.Path} is read-only. Give the server's user write permission to it.");
        }

        _ = raw.sqlite3_busy_timeout(connection.Handle, (int)settings.LockTimeout.TotalMilliseconds);
        var journal = connection.ReadText("PRAGMA journal_mode = WAL");
        if (journal != "wal")
        {
            throw new StoreException($"{settings.Path} cannot have a write-ahead log (journal mode stays {journal}). Put it on a local disk: network file systems do not support it.");
        }

        connection.Run($"""
            PRAGMA synchronous = {(settings.Durability == Durability.Full ? "FULL" : "NORMAL")};
            PRAGMA locking_mode = NORMAL;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA cache_size = -8192;
            """);
    }
}
