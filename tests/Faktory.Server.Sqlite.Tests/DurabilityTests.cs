using Microsoft.Data.Sqlite;

namespace Faktory.Server.Sqlite.Tests;

public sealed class DurabilityTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Durability.Full, "2")]
    [InlineData(Durability.Relaxed, "1")]
    public async Task The_committing_connection_syncs_as_configured(Durability durability, string synchronous)
    {
        await using var store = await _folder.OpenAsync(settings => settings with { Durability = durability });
        await store.PushAsync(1);

        Assert.Equal(synchronous, store.Pragma("synchronous"));
        Assert.Equal("wal", store.Pragma("journal_mode"));
        Assert.Equal("normal", store.Pragma("locking_mode"));
        Assert.Equal("0", store.Pragma("wal_autocheckpoint"));
    }

    [Fact]
    public async Task A_new_store_syncs_fully_unless_told_otherwise()
    {
        await using var store = await _folder.OpenAsync();

        Assert.Equal("2", store.Pragma("synchronous"));
    }

    [Fact]
    public async Task Another_connection_reads_what_is_committed_while_the_store_is_open()
    {
        await using var store = await _folder.OpenAsync();
        await store.PushAsync(1, 2);

        await using var reader = new SqliteConnection($"Data Source={_folder.Database};Mode=ReadOnly;Pooling=False");
        await reader.OpenAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, reader.ReadNumber("SELECT COUNT(*) FROM jobs WHERE queue = 'default' AND CAST(payload AS TEXT) LIKE '%漢字%'"));
        await store.PushAsync(3);
        Assert.Equal(3, reader.ReadNumber("SELECT COUNT(*) FROM jobs"));
    }

    [Fact]
    public async Task A_copy_taken_without_closing_opens_with_the_last_commit()
    {
        await using var store = await _folder.OpenAsync();
        await store.PushAsync(1);
        await store.PushAsync(2, 3);
        File.Copy(_folder.Database, _folder.File("copy.db"));
        File.Copy(_folder.Database + "-wal", _folder.File("copy.db-wal"));

        await using var copy = await _folder.OpenAsync(settings => settings with { Path = _folder.File("copy.db") });

        Assert.Equal([1, 2, 3], await copy.JobsAsync());
    }

    [Fact]
    public async Task A_torn_end_of_the_log_loses_only_the_group_it_belongs_to()
    {
        await using var store = await _folder.OpenAsync();
        await store.PushAsync(1);
        await store.PushAsync(2, 3);
        File.Copy(_folder.Database, _folder.File("copy.db"));
        var log = await File.ReadAllBytesAsync(_folder.Database + "-wal", TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_folder.File("copy.db-wal"), log[..^100], TestContext.Current.CancellationToken);

        await using var copy = await _folder.OpenAsync(settings => settings with { Path = _folder.File("copy.db") });

        Assert.Equal([1], await copy.JobsAsync());
    }
}
