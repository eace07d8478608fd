using Faktory.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Faktory.Server.Sqlite;

/// <summary>Writes one group after another in one transaction each, with statements that are prepared once.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int IdleSlices = 20;

    private static readonly string[] Tables = ["jobs", "batches", "members", "queues", "settled", "entries", "results", "expired_results"];

    private readonly List<SqliteStatement> _all = [];
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement[] _clear;
    private readonly SqliteStatement _saveEntry;
    private readonly SqliteStatement _deleteEntry;
    private readonly SqliteStatement _saveQueue;
    private readonly SqliteStatement _deleteQueue;
    private readonly SqliteStatement _saveBatch;
    private readonly SqliteStatement _deleteBatch;
    private readonly SqliteStatement _insertMembers;
    private readonly SqliteStatement _deleteMembers;
    private readonly SqliteStatement _insertSettled;
    private readonly SqliteStatement _trimSettled;
    private readonly SqliteJobWriter _jobs;
    private readonly SqliteResultWriter _results;

    public SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _clear = [.. Tables.Select(table => Prepare($"DELETE FROM {table}"))];
        _saveEntry = Prepare("INSERT INTO entries (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
        _deleteEntry = Prepare("DELETE FROM entries WHERE key = ?");
        _saveQueue = Prepare("INSERT INTO queues (name, paused) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET paused = excluded.paused");
        _deleteQueue = Prepare("DELETE FROM queues WHERE name = ?");
        _saveBatch = Prepare(
            """
            INSERT OR REPLACE INTO batches (number, bid, parent, key, description, created_at, committed_at, finished_at, touched_at, active_at, flags,
              success, success_state, complete, complete_state, cancelled, cancelled_state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        _deleteBatch = Prepare("DELETE FROM batches WHERE number = ?");
        _insertMembers = Prepare("INSERT INTO members (batch, sequence, changes) VALUES (?, ?, ?)");
        _deleteMembers = Prepare("DELETE FROM members WHERE batch = ?");
        _insertSettled = Prepare("INSERT INTO settled (sequence, jobs) VALUES (?, ?)");
        _trimSettled = Prepare("DELETE FROM settled WHERE sequence < ?");
        _jobs = new SqliteJobWriter(Prepare);
        _results = new SqliteResultWriter(Prepare);
    }

    public void Write(WriteSet changes)
    {
        _begin.Execute();
        if (changes.ClearAll)
        {
            foreach (var table in _clear)
            {
                table.Execute();
            }
        }

        WriteNames(changes);
        _results.Write(changes);
        WriteBatches(changes);
        WriteSettled(changes);
        _jobs.Write(changes);
        _results.DeleteSlice();
        _commit.Execute();
    }

    /// <summary>Lets go of more while nobody waits for a commit.</summary>
    /// <returns>Whether anything was written.</returns>
    public bool Purge()
    {
        if (!_results.HasExpired)
        {
            return false;
        }

        _begin.Execute();
        for (var slice = 0; slice < IdleSlices; slice++)
        {
            _results.DeleteSlice();
        }

        _commit.Execute();
        return true;
    }

    public void Dispose()
    {
        foreach (var statement in _all)
        {
            statement.Dispose();
        }
    }

    private SqliteStatement Prepare(string sql)
    {
        var statement = new SqliteStatement(_connection, sql);
        _all.Add(statement);
        return statement;
    }

    private void WriteNames(WriteSet changes)
    {
        foreach (var (key, value) in changes.Entries)
        {
            (value is null ? _deleteEntry.With(key) : _saveEntry.With(key).With(value)).Execute();
        }

        foreach (var queue in changes.SavedQueues)
        {
            _saveQueue.With(queue.Name).With(queue.Paused ? 1 : 0).Execute();
        }

        foreach (var name in changes.DeletedQueues)
        {
            _deleteQueue.With(name).Execute();
        }
    }

    private void WriteBatches(WriteSet changes)
    {
        foreach (var batch in changes.SavedBatches)
        {
            _saveBatch
                .With(batch.Number).With(batch.Bid).With(batch.Parent).With(batch.Key).With(batch.Description)
                .With(batch.CreatedAt).With(batch.CommittedAt).With(batch.FinishedAt).With(batch.TouchedAt).With(batch.ActiveAt).With(batch.Flags)
                .With(batch.Success).With(batch.SuccessState).With(batch.Complete).With(batch.CompleteState)
                .With(batch.Cancelled).With(batch.CancelledState)
                .Execute();
        }

        foreach (var row in changes.InsertedMembers)
        {
            _insertMembers.With(row.Batch).With(row.Sequence).With(row.Changes).Execute();
        }

        foreach (var number in changes.DeletedBatches)
        {
            _results.Expire(number);
            _deleteMembers.With(number).Execute();
            _deleteBatch.With(number).Execute();
        }
    }

    private void WriteSettled(WriteSet changes)
    {
        if (changes.InsertedSettled is { } settled)
        {
            _insertSettled.With(settled.Sequence).With(settled.Jobs).Execute();
        }

        if (changes.SettledBefore > 0)
        {
            _trimSettled.With(changes.SettledBefore).Execute();
        }
    }
}
