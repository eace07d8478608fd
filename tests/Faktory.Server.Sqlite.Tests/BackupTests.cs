using Faktory.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Faktory.Server.Sqlite.Tests;

public sealed class BackupTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Backup => _folder.File("backups/monday.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_backup_of_an_open_store_opens_as_a_store()
    {
        await using var store = await _folder.OpenAsync();
        await store.PushAsync(1, 2);

        await SqliteBackup.RunAsync(_folder.Database, Backup, cancellationToken: Token);

        await store.PushAsync(3);
        Assert.Equal(["monday.db"], Directory.GetFiles(_folder.File("backups")).Select(Path.GetFileName));
        await using var copy = await _folder.OpenAsync(settings => settings with { Path = Backup });
        Assert.Equal([1, 2], await copy.JobsAsync());
    }

    [Fact]
    public async Task A_backup_overwrites_no_file_unasked()
    {
        await using var store = await _folder.OpenAsync();
        Directory.CreateDirectory(_folder.File("backups"));
        await File.WriteAllTextAsync(Backup, "precious", Token);

        var error = await Assert.ThrowsAsync<StoreException>(() => SqliteBackup.RunAsync(_folder.Database, Backup, cancellationToken: Token));

        Assert.Contains(Backup, error.Message, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(Backup, Token));
    }

    [Fact]
    public async Task A_backup_overwrites_a_file_when_told_to()
    {
        await using var store = await _folder.OpenAsync();
        await store.PushAsync(1);
        Directory.CreateDirectory(_folder.File("backups"));
        await File.WriteAllTextAsync(Backup, "of yesterday", Token);

        await SqliteBackup.RunAsync(_folder.Database, Backup, overwrite: true, Token);

        Assert.Equal(["monday.db"], Directory.GetFiles(_folder.File("backups")).Select(Path.GetFileName));
        await using var copy = await _folder.OpenAsync(settings => settings with { Path = Backup });
        Assert.Equal([1], await copy.JobsAsync());
    }

    [Fact]
    public async Task The_database_is_never_replaced_by_its_own_backup()
    {
        await using var store = await _folder.OpenAsync();

        var error = await Assert.ThrowsAsync<StoreException>(() => SqliteBackup.RunAsync(_folder.Database, _folder.Database, overwrite: true, Token));

        Assert.Contains("the database itself", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_named_and_not_made()
    {
        var error = await Assert.ThrowsAsync<StoreException>(() => SqliteBackup.RunAsync(_folder.Database, Backup, cancellationToken: Token));

        Assert.Contains(_folder.Database, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Database));
    }

    [Fact]
    public async Task A_damaged_database_leaves_no_backup()
    {
        await File.WriteAllTextAsync(_folder.Database, new string('x', 5000), Token);

        await Assert.ThrowsAsync<StoreException>(() => SqliteBackup.RunAsync(_folder.Database, Backup, cancellationToken: Token));

        Assert.Empty(Directory.GetFiles(_folder.File("backups")));
    }

    [Fact]
    public async Task A_backup_of_another_programs_database_is_refused()
    {
        using (var other = new SqliteConnection($"Data Source={_folder.Database};Pooling=False"))
        {
            other.Open();
            other.Run("CREATE TABLE recipes (name TEXT)");
        }

        var error = await Assert.ThrowsAsync<StoreException>(() => SqliteBackup.RunAsync(_folder.Database, Backup, cancellationToken: Token));

        Assert.Contains("another program", error.Message, StringComparison.Ordinal);
    }
}
