using Faktory.Server.Storage;

namespace Faktory.Server.Sqlite;

/// <summary>The part of <see cref="SqliteWriter"/> that matters for speed: jobs.</summary>
internal sealed class SqliteJobWriter(Func<string, SqliteStatement> prepare)
{
    private const string Changing =
        """
        UPDATE jobs SET state = ?, queue = ?, position = ?, enqueued_at = ?, due_at = ?, batch = ?, callback_batch = ?, callback_kind = ?,
          flags = ?, returns = ?, reserved_at = ?, worker = ?, failure = ?
        """;

    private readonly SqliteStatement _insert = prepare(
        """
        INSERT INTO jobs (id, state, queue, position, enqueued_at, due_at, batch, callback_batch, callback_kind, flags, returns, reserved_at,
          worker, failure, payload)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    private readonly SqliteStatement _update = prepare($"{Changing} WHERE id = ?");
    private readonly SqliteStatement _updateWithPayload = prepare($"{Changing}, payload = ? WHERE id = ?");
    private readonly SqliteStatement _delete = prepare("DELETE FROM jobs WHERE id BETWEEN ? AND ?");

    public void Write(WriteSet changes)
    {
        foreach (var job in changes.InsertedJobs)
        {
            WithColumns(_insert.With(job.Id), job).With(job.Payload).Execute();
        }

        foreach (var job in changes.UpdatedJobs)
        {
            var statement = job.Payload is null ? WithColumns(_update, job) : WithColumns(_updateWithPayload, job).With(job.Payload);
            if (statement.With(job.Id).ExecuteAndCount() != 1)
            {
                throw new StoreException($"The store refused a group of changes: job {job.Id} is updated but does not exist. Its rows and the engine differ; reopen the store.");
            }
        }

        Delete([.. changes.DeletedJobs]);
    }

    /// <summary>Jobs are done in about the order in which they came, so that most are deleted together with their neighbours.</summary>
    private void Delete(long[] ids)
    {
        Array.Sort(ids);
        for (var first = 0; first < ids.Length;)
        {
            var next = first + 1;
            while (next < ids.Length && ids[next] - ids[next - 1] <= 1)
            {
                next++;
            }

            _delete.With(ids[first]).With(ids[next - 1]).Execute();
            first = next;
        }
    }

    private static SqliteStatement WithColumns(SqliteStatement statement, in JobRow job) => statement
        .With((long)job.State).With(job.Queue).With(job.Position).With(job.EnqueuedAt).With(job.DueAt)
        .With(job.Batch).With(job.CallbackBatch).With(job.CallbackKind).With(job.Flags).With(job.Returns)
        .With(job.ReservedAt).With(job.Worker).With(job.Failure);
}
