using Faktory.Server.Storage;

namespace Faktory.Server.Sqlite;

/// <summary>The part of <see cref="SqliteWriter"/> that keeps results, and lets go of those of expired batches a little at a time.</summary>
internal sealed class SqliteResultWriter(Func<string, SqliteStatement> prepare)
{
    /// <summary>A batch may have a million results; whoever waits for a commit must not wait until all are deleted.</summary>
    private const int RowsPerSlice = 1000;

    private readonly SqliteStatement _insert = prepare("INSERT INTO results (bid, jid, result) VALUES (?, ?, ?)");

    private readonly SqliteStatement _expire = prepare(
        """
        INSERT OR IGNORE INTO expired_results (bid)
        SELECT bid FROM batches WHERE number = ? AND EXISTS (SELECT 1 FROM results WHERE results.bid = batches.bid)
        """);

    private readonly SqliteStatement _delete = prepare(
        """
        DELETE FROM results WHERE sequence IN (
          SELECT sequence FROM results WHERE bid = (SELECT bid FROM expired_results LIMIT 1) LIMIT ?)
        """);

    private readonly SqliteStatement _forget = prepare("DELETE FROM expired_results WHERE bid = (SELECT bid FROM expired_results LIMIT 1)");

    /// <summary>Whether there may be results of expired batches; after a start nobody knows.</summary>
    public bool HasExpired { get; private set; } = true;

    public void Write(WriteSet changes)
    {
        foreach (var result in changes.InsertedResults)
        {
            _insert.With(result.Bid).With(result.JobId).With(result.Json).Execute();
        }
    }

    /// <summary>The results of a batch, whose row is still there, are not read any more, and their rows go in slices.</summary>
    public void Expire(long batch) => HasExpired |= _expire.With(batch).ExecuteAndCount() > 0;

    /// <summary>Deletes some rows of expired batches. In a transaction.</summary>
    public void DeleteSlice()
    {
        for (var left = RowsPerSlice; HasExpired && left > 0;)
        {
            var deleted = _delete.With(left).ExecuteAndCount();
            if (deleted < left)
            {
                HasExpired = _forget.ExecuteAndCount() > 0;
            }

            left -= Math.Max(deleted, 1);
        }
    }
}
