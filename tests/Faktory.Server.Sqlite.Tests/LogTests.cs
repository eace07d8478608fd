using Faktory.Server.Tests.Storage;
using Microsoft.Data.Sqlite;

namespace Faktory.Server.Sqlite.Tests;

public sealed class LogTests : IDisposable
{
    private const int Threshold = 200_000;

    private readonly TempFolder _folder = new();
    private readonly WarningLog _warnings = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private long FileBytes => new FileInfo(_folder.Database + "-wal").Length;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Under_load_the_log_stays_near_the_threshold()
    {
        await using var store = await OpenAsync();

        for (var id = 1; id <= 100; id++)
        {
            await PushLargeAsync(store, id);
            await store.MaintainAsync(idle: false, Token);
        }

        Assert.InRange(FileBytes, 1, 2 * Threshold);
        Assert.InRange(new FileInfo(_folder.Database).Length, 100 * 10_000, long.MaxValue);
        Assert.Equal(FileBytes, store.LogBytes);
    }

    [Fact]
    public async Task Nothing_is_moved_inside_a_commit()
    {
        await using var store = await OpenAsync();

        for (var id = 1; id <= 100; id++)
        {
            await PushLargeAsync(store, id);
        }

        Assert.InRange(FileBytes, 100 * 10_000, long.MaxValue);
    }

    [Fact]
    public async Task A_quiet_time_empties_the_log()
    {
        await using var store = await OpenAsync();
        await store.PushAsync(1);

        await store.MaintainAsync(idle: false, Token);
        Assert.NotEqual(0, FileBytes);
        await store.MaintainAsync(idle: true, Token);

        Assert.Equal(0, FileBytes);
        Assert.Equal(0, store.LogBytes);
        Assert.Equal([1], await store.JobsAsync());
    }

    [Fact]
    public async Task A_reader_in_the_way_delays_the_emptying_and_nothing_else()
    {
        await using var store = await OpenAsync();
        await store.PushAsync(1);
        await using var reader = new SqliteConnection($"Data Source={_folder.Database};Pooling=False");
        await reader.OpenAsync(Token);
        reader.Run("BEGIN");
        Assert.Equal(1, reader.ReadNumber("SELECT COUNT(*) FROM jobs"));
        await store.PushAsync(2);

        await store.MaintainAsync(idle: true, Token);
        Assert.NotEqual(0, FileBytes);
        await store.PushAsync(3);
        reader.Run("COMMIT");
        await store.MaintainAsync(idle: true, Token);

        Assert.Equal(0, FileBytes);
        Assert.Equal([1, 2, 3], await store.JobsAsync());
    }

    [Fact]
    public async Task A_log_that_a_reader_keeps_growing_is_reported_once()
    {
        await using var store = await OpenAsync();
        await store.PushAsync(1000);
        await using var reader = new SqliteConnection($"Data Source={_folder.Database};Pooling=False");
        await reader.OpenAsync(Token);
        reader.Run("BEGIN");
        reader.ReadNumber("SELECT COUNT(*) FROM jobs");

        for (var id = 1; id <= 100; id++)
        {
            await PushLargeAsync(store, id);
            await store.MaintainAsync(idle: false, Token);
        }

        var warning = Assert.Single(_warnings.Messages);
        Assert.StartsWith($"Warning: {_folder.Database}-wal has grown to", warning, StringComparison.Ordinal);
    }

    private Task<SqliteStore> OpenAsync() =>
        _folder.OpenAsync(settings => settings with { CheckpointBytes = Threshold, WarningBytes = 3 * Threshold }, _warnings);

    private static ValueTask PushLargeAsync(SqliteStore store, long id) =>
        store.CommitAsync(Rows.Set(changes => changes.JobInserts.Add(Rows.Job(id, payload: new byte[10_000]))), Token);
}
