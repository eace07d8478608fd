using Faktory.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Faktory.Server.Sqlite;

/// <summary>The layout of the file and its history. A released step is never changed: a new one is added.</summary>
internal static class SqliteSchema
{
    /// <summary>Marks the file as one of ours ("FkJs").</summary>
    public const int ApplicationId = 0x466B4A73;

    /// <summary>
    /// Step n leads to version n + 1. Jobs have no index besides their key: the engine finds them, the file only keeps
    /// them, and each index would cost a page write per operation. The payload comes last, so that the other columns are
    /// read without following its overflow pages. Results have an index, because nothing in memory knows where they are:
    /// on the batch alone, so that a new one goes to the end of its batch and of the table instead of where its jid falls.
    /// </summary>
    public static IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE jobs (
          id INTEGER PRIMARY KEY,
          state INTEGER NOT NULL,
          queue TEXT NOT NULL,
          position INTEGER NOT NULL,
          enqueued_at INTEGER NOT NULL,
          due_at INTEGER NOT NULL,
          batch INTEGER NOT NULL,
          callback_batch INTEGER NOT NULL,
          callback_kind INTEGER NOT NULL,
          flags INTEGER NOT NULL,
          returns INTEGER NOT NULL,
          reserved_at INTEGER NOT NULL,
          worker TEXT,
          failure BLOB,
          payload BLOB NOT NULL
        ) STRICT;
        CREATE TABLE batches (
          number INTEGER PRIMARY KEY,
          bid TEXT NOT NULL,
          parent INTEGER NOT NULL,
          key TEXT,
          description TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          committed_at INTEGER NOT NULL,
          finished_at INTEGER NOT NULL,
          touched_at INTEGER NOT NULL,
          active_at INTEGER NOT NULL,
          flags INTEGER NOT NULL,
          success BLOB,
          success_state INTEGER NOT NULL,
          complete BLOB,
          complete_state INTEGER NOT NULL,
          cancelled BLOB,
          cancelled_state INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE members (
          batch INTEGER NOT NULL,
          sequence INTEGER NOT NULL,
          changes BLOB NOT NULL,
          PRIMARY KEY (batch, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE queues (
          name TEXT NOT NULL PRIMARY KEY,
          paused INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE settled (
          sequence INTEGER PRIMARY KEY,
          jobs BLOB NOT NULL
        ) STRICT;
        CREATE TABLE entries (
          key TEXT NOT NULL PRIMARY KEY,
          value BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE results (
          sequence INTEGER PRIMARY KEY,
          bid TEXT NOT NULL,
          jid TEXT NOT NULL,
          result BLOB NOT NULL
        ) STRICT;
        CREATE INDEX results_by_batch ON results (bid);
        CREATE TABLE expired_results (
          bid TEXT NOT NULL PRIMARY KEY
        ) STRICT, WITHOUT ROWID;
        """,
    ];

    /// <summary>Refuses a file that is not ours or too new, before anything is written to it.</summary>
    public static void Check(SqliteConnection connection, string path, IReadOnlyList<string> steps)
    {
        var version = connection.ReadNumber("PRAGMA user_version");
        var application = connection.ReadNumber("PRAGMA application_id");
        if (application != ApplicationId && connection.ReadNumber("SELECT COUNT(*) FROM sqlite_schema") > 0)
        {
            throw new StoreException($"{path} is a database of another program, not a store of this server. Give the server another file or data directory.");
        }

        if (version > steps.Count)
        {
            throw new StoreException($"{path} was written by a newer version of this server (schema {version}; this one knows up to {steps.Count}). Run that version, or restore a backup made before the upgrade.");
        }
    }

    /// <summary>Brings the file to the newest version, one transaction per step.</summary>
    public static void Upgrade(SqliteConnection connection, IReadOnlyList<string> steps)
    {
        for (var version = (int)connection.ReadNumber("PRAGMA user_version"); version < steps.Count; version++)
        {
            connection.Run($"BEGIN IMMEDIATE; {steps[version]} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {version + 1}; COMMIT;");
        }
    }
}
