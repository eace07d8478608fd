using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Faktory.Server.Sqlite;

/// <summary>
/// One prepared statement. Thinner than <see cref="SqliteCommand"/>, whose parameter objects and reader per execution
/// cost as much again as the row operation itself. A parameter keeps its value until it is given another one, and of a job's many columns
/// few differ from those of the job before, so only these are handed to SQLite.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private static readonly object IsNumber = new();
    private static readonly object IsBlob = new();

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>What each parameter holds: a string, a mark for something else, or null, which is what SQLite begins with.</summary>
    private readonly object?[] _held;
    private readonly long[] _numbers;
    private byte[] _text = new byte[256];
    private int _bound;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
        var parameters = raw.sqlite3_bind_parameter_count(_statement);
        _held = new object?[parameters];
        _numbers = new long[parameters];
    }

    /// <summary>Gives the next parameter its value.</summary>
    public SqliteStatement With(long value)
    {
        var index = _bound++;
        if (_held[index] != IsNumber || _numbers[index] != value)
        {
            Check(raw.sqlite3_bind_int64(_statement, _bound, value));
            (_held[index], _numbers[index]) = (IsNumber, value);
        }

        return this;
    }

    /// <inheritdoc cref="With(long)"/>
    public SqliteStatement With(string? value)
    {
        if (value is null)
        {
            return WithNull();
        }

        var index = _bound++;
        if (_held[index] is string held && held == value)
        {
            return this;
        }

        var longest = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_text.Length < longest)
        {
            _text = new byte[longest];
        }

        Check(raw.sqlite3_bind_text(_statement, _bound, _text.AsSpan(0, Encoding.UTF8.GetBytes(value, _text))));
        _held[index] = value;
        return this;
    }

    /// <inheritdoc cref="With(long)"/>
    public SqliteStatement With(byte[]? value)
    {
        if (value is null)
        {
            return WithNull();
        }

        var index = _bound++;
        Check(raw.sqlite3_bind_blob(_statement, _bound, value));
        _held[index] = IsBlob;
        return this;
    }

    /// <summary>Runs it with the values given.</summary>
    public void Execute()
    {
        try
        {
            var code = raw.sqlite3_step(_statement);
            if (code is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
            {
                Check(code);
            }
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs it with the values given.</summary>
    /// <returns>How many rows it changed.</returns>
    public int ExecuteAndCount()
    {
        Execute();
        return raw.sqlite3_changes(_database);
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

    private SqliteStatement WithNull()
    {
        var index = _bound++;
        if (_held[index] is not null)
        {
            Check(raw.sqlite3_bind_null(_statement, _bound));
            _held[index] = null;
        }

        return this;
    }

    private bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    private void Reset()
    {
        // Its code repeats the error of the step before, which is thrown already.
        _ = raw.sqlite3_reset(_statement);
        _bound = 0;
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
