using Faktory.Server.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Faktory.Server.Sqlite;

/// <summary>Says what an error of SQLite means for the person who runs the server.</summary>
internal static class SqliteErrors
{
    public static StoreException Explain(string path, string doing, SqliteException error) => new(
        error.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => $"The disk that holds {path} is full ({doing}). Free some space; nothing that was acknowledged is lost.",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => $"{path} is damaged or not a database ({doing}: {error.Message}). Restore a backup, or move the file and its -wal away to start empty.",
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => $"{path} cannot be written ({doing}: {error.Message}). Give the server's user write permission to the file and its folder.",
            raw.SQLITE_CANTOPEN => $"{path} cannot be opened ({doing}: {error.Message}). Check that it is a file and that the server's user may write to its folder.",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"Another program holds a lock on {path} ({doing}). Close the program that writes to it; reading is allowed.",
            raw.SQLITE_IOERR => $"The disk failed while {doing} {path} (SQLite error {error.SqliteExtendedErrorCode}: {error.Message}). Check the disk and the mount.",
            _ => $"SQLite failed while {doing} {path} (error {error.SqliteExtendedErrorCode}: {error.Message}).",
        },
        error);
}
