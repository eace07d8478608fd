using Faktory.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Faktory.Server.Sqlite.Tests;

public sealed class SchemaTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_untouched()
    {
        await using (var store = await _folder.OpenAsync())
        {
            await store.PushAsync(1);
            store.Pragma("user_version = 99");
        }

        var before = await File.ReadAllBytesAsync(_folder.Database, TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());

        Assert.Contains(_folder.Database, error.Message, StringComparison.Ordinal);
        Assert.Contains("schema 99; this one knows up to 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.Database, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_untouched()
    {
        using (var other = Connect())
        {
            other.Run("CREATE TABLE recipes (name TEXT)");
        }

        var error = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());

        Assert.Contains("another program", error.Message, StringComparison.Ordinal);
        using var again = Connect();
        Assert.Equal("recipes", again.ReadText("SELECT group_concat(name) FROM sqlite_schema"));
        Assert.Equal("delete", again.ReadText("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task An_older_file_is_brought_up_to_date_and_keeps_its_rows()
    {
        await using (var store = await _folder.OpenAsync())
        {
            await store.PushAsync(1);
        }

        using var connection = Connect();
        SqliteSchema.Upgrade(connection, [.. SqliteSchema.Steps, "ALTER TABLE jobs ADD COLUMN colour TEXT NOT NULL DEFAULT 'red';", "UPDATE jobs SET colour = 'blue';"]);

        Assert.Equal(SqliteSchema.Steps.Count + 2, connection.ReadNumber("PRAGMA user_version"));
        Assert.Equal("1 blue", connection.ReadText("SELECT id || ' ' || colour FROM jobs"));
    }

    [Fact]
    public async Task A_step_that_fails_leaves_the_version_before_it()
    {
        await using (var store = await _folder.OpenAsync())
        {
            await store.PushAsync(1);
        }

        using (var connection = Connect())
        {
            Assert.Throws<SqliteException>(() => SqliteSchema.Upgrade(connection, [.. SqliteSchema.Steps, "DELETE FROM jobs; SELECT * FROM missing;"]));
        }

        await using var again = await _folder.OpenAsync();
        Assert.Equal([1], await again.JobsAsync());
        Assert.Equal("2", again.Pragma("user_version"));
    }

    [Fact]
    public async Task Jobs_have_no_index_besides_their_key()
    {
        await using var store = await _folder.OpenAsync();

        using var connection = Connect();
        Assert.Equal(0, connection.ReadNumber("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'jobs'"));
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={_folder.Database};Pooling=False");
        connection.Open();
        return connection;
    }
}
