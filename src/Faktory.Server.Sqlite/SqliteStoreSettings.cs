namespace Faktory.Server.Sqlite;

/// <summary>Where a store is and how it treats the disk.</summary>
internal sealed record SqliteStoreSettings
{
    /// <summary>The database file, absolute.</summary>
    public required string Path { get; init; }

    public Durability Durability { get; init; } = Durability.Full;

    /// <summary>So many bytes of new log are collected before they are moved into the database.</summary>
    public long CheckpointBytes { get; init; } = 8L * 1024 * 1024;

    /// <summary>A log file above this is worth a warning: something keeps it from being moved.</summary>
    public long WarningBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>How long a commit waits for another program's write lock.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
