using Faktory.Server.Storage;

namespace Faktory.Server.Sqlite.Tests;

public sealed class OwnershipTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_open_in_this_process_is_refused_with_the_lock_files_name()
    {
        await using var store = await _folder.OpenAsync();

        var error = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());

        Assert.Contains(_folder.Database + ".lock", error.Message, StringComparison.Ordinal);
        Assert.Contains("Stop that server", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_refused_open_does_not_disturb_the_owner()
    {
        await using var store = await _folder.OpenAsync();
        await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());

        await store.PushAsync(1);

        await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());
        Assert.Equal([1], await store.JobsAsync());
    }

    [Fact]
    public async Task A_store_that_failed_to_open_does_not_stay_locked()
    {
        await File.WriteAllTextAsync(_folder.Database, new string('x', 5000), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());
        File.Delete(_folder.Database);

        await using var store = await _folder.OpenAsync();

        Assert.Empty(await store.JobsAsync());
    }

    [Fact]
    public async Task A_missing_folder_is_made()
    {
        await using var store = await _folder.OpenAsync(settings => settings with { Path = _folder.File("a/b/c.db") });
        await store.PushAsync(1);

        Assert.True(File.Exists(_folder.File("a/b/c.db")));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(_folder.File("a"), "", TestContext.Current.CancellationToken);
        var path = _folder.File("a/c.db");

        var error = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync(settings => settings with { Path = path }));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("choose another data directory", error.Message, StringComparison.Ordinal);
    }
}
