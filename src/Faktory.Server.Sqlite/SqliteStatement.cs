using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Faktory.Server.Sqlite;

/// <summary>
/// One prepared statement. Thinner than <see cref="SqliteCommand"/>, whose parameter objects and reader per execution
/// cost as much again as the row operation itself.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _text = new byte[256];
    private int _bound;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Gives the next parameter its value.</summary>
    public SqliteStatement With(long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, ++_bound, value));
        return this;
    }

    /// <inheritdoc cref="With(long)"/>
    public SqliteStatement With(string? value)
    {
        _bound++;
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(_statement, _bound));
            return this;
        }

        var longest = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_text.Length < longest)
        {
            _text = new byte[longest];
        }

        Check(raw.sqlite3_bind_text(_statement, _bound, _text.AsSpan(0, Encoding.UTF8.GetBytes(value, _text))));
        return this;
    }

    /// <inheritdoc cref="With(long)"/>
    public SqliteStatement With(byte[]? value)
    {
        _bound++;
        Check(value is null ? raw.sqlite3_bind_null(_statement, _bound) : raw.sqlite3_bind_blob(_statement, _bound, value));
        return this;
    }

    /// <summary>Runs it with the values given and returns how many rows it changed.</summary>
    public int Execute()
    {
        try
        {
            var code = raw.sqlite3_step(_statement);
            if (code is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
            {
                Check(code);
            }

            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Goes to the next row; false after the last one.</summary>
    public bool Read()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        try
        {
            Check(code == raw.SQLITE_DONE ? raw.SQLITE_OK : code);
            return false;
        }
        finally
        {
            Reset();
        }
    }

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column));

    public string? OptionalText(int column) => IsNull(column) ? null : Text(column);

    public byte[] Blob(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    public byte[]? OptionalBlob(int column) => IsNull(column) ? null : Blob(column);

    public void Dispose() => _statement.Dispose();

    private bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    private void Reset()
    {
        // Its code repeats the error of the step before, which is thrown already.
        _ = raw.sqlite3_reset(_statement);
        _bound = 0;
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
