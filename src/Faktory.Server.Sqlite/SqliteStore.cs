using Faktory.Server.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Sqlite;

/// <summary>The engine's rows in one SQLite file. Everything runs on the caller's thread, which is the commit thread but for reading results.</summary>
internal sealed class SqliteStore : IStore
{
    private readonly StoreLock _ownership;
    private readonly SqliteConnection _connection;
    private readonly SqliteWriter _writer;
    private readonly SqliteLog _log;
    private readonly SqliteResultReader _results;
    private bool _failed;

    /// <param name="settings">Where the file is.</param>
    /// <param name="ownership">The lock that goes with the connection.</param>
    /// <param name="connection">Open and configured, the schema up to date.</param>
    /// <param name="logger">Hears of a log that does not shrink.</param>
    public SqliteStore(SqliteStoreSettings settings, StoreLock ownership, SqliteConnection connection, ILogger logger)
    {
        Location = settings.Path;
        _ownership = ownership;
        _connection = connection;
        _writer = new SqliteWriter(connection);
        _log = new SqliteLog(connection, settings, logger);
        _results = new SqliteResultReader(settings);
    }

    public string Location { get; }

    /// <summary>The size of the write-ahead log in bytes; may be read from any thread.</summary>
    public long LogBytes => _log.Bytes;

    public ValueTask LoadAsync(IStoreTarget target, CancellationToken cancellationToken)
    {
        try
        {
            new SqliteLoader(_connection, target, cancellationToken).Load();
            return ValueTask.CompletedTask;
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Explain(Location, "reading", error);
        }
    }

    public ValueTask CommitAsync(WriteSet changes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_failed)
        {
            throw new StoreException($"An earlier commit to {Location} failed. The store must be closed and opened again.");
        }

        // Set first: whatever interrupts the group leaves a transaction of which nothing is known.
        _failed = true;
        try
        {
            _writer.Write(changes);
            _log.OnCommitted();
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Explain(Location, "writing", error);
        }

        _failed = false;
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<StoredResult>> ReadResultsAsync(string bid, long after, int limit, long maxBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return ValueTask.FromResult(_results.Read(bid, after, limit, maxBytes));
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Explain(Location, "reading", error);
        }
    }

    public ValueTask MaintainAsync(bool idle, CancellationToken cancellationToken)
    {
        if (_failed || cancellationToken.IsCancellationRequested)
        {
            return ValueTask.CompletedTask;
        }

        try
        {
            if (idle && _writer.Purge())
            {
                _log.OnCommitted();
            }

            _log.Maintain(idle);
            return ValueTask.CompletedTask;
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Explain(Location, "checkpointing", error);
        }
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            _results.Dispose();

            // Closing rolls an open transaction back and moves the log into the database.
            _writer.Dispose();
            _connection.Dispose();
        }
        finally
        {
            _ownership.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Asks or sets something on the committing connection, on which alone the answer means anything.</summary>
    internal string? Pragma(string text) => _connection.ReadText($"PRAGMA {text}");
}
