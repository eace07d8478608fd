using Faktory.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Faktory.Server.Sqlite;

/// <summary>Reads every row once, forward, in the order that a target expects.</summary>
internal sealed class SqliteLoader(SqliteConnection connection, IStoreTarget target, CancellationToken cancellationToken)
{
    private const int RowsBetweenChecks = 4096;

    public void Load()
    {
        Each("SELECT key, value FROM entries ORDER BY key", row => target.OnEntry(row.Text(0), row.Blob(1)));
        Each("SELECT name, paused FROM queues ORDER BY name", row => target.OnQueue(new QueueRow(row.Text(0), row.Number(1) != 0)));
        // A parent is older than its children, so its number is lower.
        Each(
            """
            SELECT number, bid, parent, key, description, created_at, committed_at, finished_at, touched_at, active_at, flags,
              success, success_state, complete, complete_state, cancelled, cancelled_state
            FROM batches ORDER BY number
            """,
            row => target.OnBatch(Batch(row)));
        Each("SELECT batch, sequence, changes FROM members ORDER BY batch, sequence", row => target.OnMembers(new MemberRow(row.Number(0), row.Number(1), row.Blob(2))));
        Each("SELECT sequence, jobs FROM settled ORDER BY sequence", row => target.OnSettled(new SettledRow(row.Number(0), row.Blob(1))));
        Each(
            """
            SELECT id, state, queue, position, enqueued_at, due_at, batch, callback_batch, callback_kind, flags, returns, reserved_at,
              worker, failure, payload
            FROM jobs ORDER BY id
            """,
            row => target.OnJob(Job(row)));
    }

    private static BatchRow Batch(SqliteStatement row) => new()
    {
        Number = row.Number(0),
        Bid = row.Text(1),
        Parent = row.Number(2),
        Key = row.OptionalText(3),
        Description = row.Text(4),
        CreatedAt = row.Number(5),
        CommittedAt = row.Number(6),
        FinishedAt = row.Number(7),
        TouchedAt = row.Number(8),
        ActiveAt = row.Number(9),
        Flags = (int)row.Number(10),
        Success = row.OptionalBlob(11),
        SuccessState = (byte)row.Number(12),
        Complete = row.OptionalBlob(13),
        CompleteState = (byte)row.Number(14),
        Cancelled = row.OptionalBlob(15),
        CancelledState = (byte)row.Number(16),
    };

    private static JobRow Job(SqliteStatement row) => new()
    {
        Id = row.Number(0),
        State = (JobState)row.Number(1),
        Queue = row.Text(2),
        Position = row.Number(3),
        EnqueuedAt = row.Number(4),
        DueAt = row.Number(5),
        Batch = row.Number(6),
        CallbackBatch = row.Number(7),
        CallbackKind = (byte)row.Number(8),
        Flags = (byte)row.Number(9),
        Returns = (byte)row.Number(10),
        ReservedAt = row.Number(11),
        Worker = row.OptionalText(12),
        Failure = row.OptionalBlob(13),
        Payload = row.Blob(14),
    };

    private void Each(string sql, Action<SqliteStatement> hand)
    {
        using var statement = new SqliteStatement(connection, sql);
        for (var count = 0; statement.Read(); count++)
        {
            if (count % RowsBetweenChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            hand(statement);
        }
    }
}
