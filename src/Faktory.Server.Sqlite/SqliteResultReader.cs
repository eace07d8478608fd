using Faktory.Server.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Faktory.Server.Sqlite;

/// <summary>Reads results over a connection of its own, which can only read: in a write-ahead log a reader and the writer do not wait for each other.</summary>
internal sealed class SqliteResultReader(SqliteStoreSettings settings) : IDisposable
{
    private const string Query =
        """
        SELECT sequence, jid, result FROM results
        WHERE bid = ?1 AND sequence > ?2 AND NOT EXISTS (SELECT 1 FROM expired_results WHERE bid = ?1)
        ORDER BY sequence LIMIT ?3
        """;

    private readonly Lock _gate = new();
    private SqliteConnection? _connection;
    private bool _isDisposed;

    /// <exception cref="StoreException">The store is closed.</exception>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    public IReadOnlyList<StoredResult> Read(string bid, long after, int limit, long maxBytes)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                throw new StoreException($"{settings.Path} is closed.");
            }

            // A statement per page: one that stays would keep the log from being emptied.
            using var statement = new SqliteStatement(_connection ??= Connect(), Query);
            statement.With(bid).With(after).With(limit);
            var page = new List<StoredResult>();
            while (maxBytes > 0 && statement.Read())
            {
                var result = new StoredResult(statement.Number(0), statement.Text(1), statement.Blob(2));
                page.Add(result);
                maxBytes -= result.Size;
            }

            return page;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _connection?.Dispose();
        }
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = settings.Path,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ConnectionString);
        try
        {
            connection.Open();
            _ = raw.sqlite3_busy_timeout(connection.Handle, (int)settings.LockTimeout.TotalMilliseconds);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
