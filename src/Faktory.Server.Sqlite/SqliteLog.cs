using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Faktory.Server.Sqlite;

/// <summary>
/// The write-ahead log: SQLite's own checkpoint would run inside a commit that somebody waits for, so it is off, and the
/// log is moved into the database here, between commits.
/// </summary>
internal sealed partial class SqliteLog(SqliteConnection connection, SqliteStoreSettings settings, ILogger logger)
{
    private const int FrameHeaderBytes = 24;

    private readonly sqlite3 _database = connection.Handle!;
    private readonly FileInfo _file = new(settings.Path + "-wal");
    private readonly long _frameBytes = connection.ReadNumber("PRAGMA page_size") + FrameHeaderBytes;
    private long _newBytes;
    private long _fileBytes;
    private bool _warned;

    // What a process that was killed left behind is emptied like anything else.
    private bool _hasContent = true;

    /// <summary>The size of the log file in bytes, as of the last housekeeping; may be read from any thread.</summary>
    public long Bytes => Volatile.Read(ref _fileBytes);

    public void OnCommitted()
    {
        _hasContent = true;
        Check(raw.sqlite3_db_status(_database, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, resetFlg: 1));
        _newBytes += pages * _frameBytes;
    }

    public void Maintain(bool idle)
    {
        if (idle && _hasContent)
        {
            _hasContent = !Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE);
            _newBytes = 0;
        }
        else if (_newBytes >= settings.CheckpointBytes)
        {
            Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
            _newBytes = 0;
        }

        Measure();
    }

    private bool Checkpoint(int mode)
    {
        // Somebody who reads must not make the next commit wait.
        _ = raw.sqlite3_busy_timeout(_database, 0);
        var code = raw.sqlite3_wal_checkpoint_v2(_database, "main", mode, out _, out _);
        _ = raw.sqlite3_busy_timeout(_database, (int)settings.LockTimeout.TotalMilliseconds);
        if (code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
        {
            return false;
        }

        Check(code);
        return true;
    }

    private void Measure()
    {
        _file.Refresh();
        var bytes = _file.Exists ? _file.Length : 0;
        Volatile.Write(ref _fileBytes, bytes);
        if (bytes <= settings.WarningBytes)
        {
            _warned = false;
        }
        else if (!_warned)
        {
            _warned = true;
            LogTooLarge(logger, _file.FullName, bytes, settings.WarningBytes);
        }
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);

    [LoggerMessage(EventId = 5101, Level = LogLevel.Warning, Message = "{File} has grown to {Bytes} bytes (limit {Limit}): another program reads the database in one long transaction, which keeps the log from being emptied. Close that program.")]
    private static partial void LogTooLarge(ILogger logger, string file, long bytes, long limit);
}
