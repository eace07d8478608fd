using System.Diagnostics;
using Faktory.Server.Storage;
using Faktory.Server.Tests.Storage;
using Microsoft.Data.Sqlite;

namespace Faktory.Server.Sqlite.Tests;

public sealed class FailureTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        await File.WriteAllTextAsync(_folder.Database, new string('x', 5000), Token);

        var error = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());

        AssertSays(error, "damaged or not a database", "Restore a backup");
    }

    [Fact]
    public async Task A_file_that_lost_its_end_is_not_loaded_as_if_it_were_whole()
    {
        await using (var store = await _folder.OpenAsync())
        {
            await store.PushAsync([.. Enumerable.Range(1, 1000).Select(id => (long)id)]);
        }

        using (var file = File.OpenWrite(_folder.Database))
        {
            file.SetLength(file.Length / 2 / 4096 * 4096);
        }

        var error = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            await using var store = await _folder.OpenAsync();
            await store.JobsAsync();
        });

        AssertSays(error, "damaged", "Restore a backup");
    }

    [Fact]
    public async Task A_page_of_garbage_is_not_loaded_as_if_it_were_empty()
    {
        await using (var store = await _folder.OpenAsync())
        {
            await store.PushAsync([.. Enumerable.Range(1, 1000).Select(id => (long)id)]);
        }

        using (var file = File.OpenWrite(_folder.Database))
        {
            file.Position = file.Length / 2 / 4096 * 4096;
            file.Write(Enumerable.Repeat((byte)0xAB, 4096).ToArray());
        }

        await using var again = await _folder.OpenAsync();
        var error = await Assert.ThrowsAsync<StoreException>(() => again.JobsAsync());

        AssertSays(error, "damaged");
    }

    [Fact]
    public async Task A_full_disk_fails_the_group_and_the_store_but_not_what_was_committed()
    {
        var store = await _folder.OpenAsync();
        await store.PushAsync(1);
        store.Pragma("max_page_count = 12");

        var error = await Assert.ThrowsAsync<StoreException>(() => store.CommitAsync(
            Rows.Set(changes => changes.JobInserts.AddRange([Rows.Job(2), Rows.Job(3, payload: new byte[200_000])])), Token).AsTask());
        AssertSays(error, "is full", "Free some space");
        error = await Assert.ThrowsAsync<StoreException>(() => store.PushAsync(4).AsTask());
        AssertSays(error, "opened again");

        await store.DisposeAsync();
        await using var again = await _folder.OpenAsync();
        Assert.Equal([1], await again.JobsAsync());
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_group_leaves_nothing_of_it()
    {
        var store = await _folder.OpenAsync();
        await store.PushAsync(1);
        await using (var other = new SqliteConnection($"Data Source={_folder.Database};Pooling=False"))
        {
            await other.OpenAsync(Token);
            // Unlike ABORT or ROLLBACK it leaves what the transaction has done so far.
            other.Run("CREATE TRIGGER broken BEFORE INSERT ON jobs WHEN NEW.id = 3 BEGIN SELECT RAISE(FAIL, 'a test failed this row'); END");
        }

        var error = await Assert.ThrowsAsync<StoreException>(() => store.CommitAsync(
            Rows.Set(changes =>
            {
                changes.EntryWrites.Add(new("entry", [1]));
                changes.QueueSaves.Add(new QueueRow("queue", Paused: true));
                changes.JobInserts.AddRange([Rows.Job(2), Rows.Job(3), Rows.Job(4)]);
            }),
            Token).AsTask());
        AssertSays(error, "a test failed this row");
        await store.DisposeAsync();

        await using var again = await _folder.OpenAsync();
        var rows = new StoredRows();
        await again.LoadAsync(rows, Token);
        Assert.Equal([1], rows.Jobs.Select(job => job.Id));
        Assert.Empty(rows.Entries);
        Assert.Empty(rows.Queues);
    }

    [Theory]
    [InlineData(false, "is missing")]
    [InlineData(true, "is empty")]
    public async Task A_log_whose_database_is_missing_or_empty_is_not_thrown_away(bool isEmpty, string finding)
    {
        await using (var store = await _folder.OpenAsync())
        {
            await store.PushAsync(1);
            File.Copy(_folder.Database + "-wal", _folder.File("kept"));
        }

        File.Delete(_folder.Database);
        File.Move(_folder.File("kept"), _folder.Database + "-wal");
        if (isEmpty)
        {
            await File.WriteAllBytesAsync(_folder.Database, [], Token);
        }

        var error = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());

        AssertSays(error, finding, "Put the database back");
        Assert.NotEqual(0, new FileInfo(_folder.Database + "-wal").Length);
        Assert.Equal(isEmpty, File.Exists(_folder.Database));
    }

    [Fact]
    public async Task A_write_lock_of_another_program_fails_the_group_after_its_timeout()
    {
        var store = await _folder.OpenAsync(settings => settings with { LockTimeout = TimeSpan.FromMilliseconds(50) });
        await using (var other = new SqliteConnection($"Data Source={_folder.Database};Pooling=False"))
        {
            await other.OpenAsync(Token);
            other.Run("BEGIN IMMEDIATE");

            var started = Stopwatch.GetTimestamp();
            var error = await Assert.ThrowsAsync<StoreException>(() => store.PushAsync(1).AsTask());

            AssertSays(error, "Another program holds a lock");
            Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 40, 5000);
        }

        await store.DisposeAsync();
        await using var again = await _folder.OpenAsync();
        await again.PushAsync(1);
        Assert.Equal([1], await again.JobsAsync());
    }

    [Fact]
    public async Task A_path_that_is_a_folder_is_named()
    {
        Directory.CreateDirectory(_folder.Database);

        var error = await Assert.ThrowsAsync<StoreException>(() => _folder.OpenAsync());

        AssertSays(error, "cannot be opened");
    }

    [Fact]
    public async Task Loading_can_be_cancelled()
    {
        await using var store = await _folder.OpenAsync();
        await store.PushAsync(1);

        await Assert.ThrowsAsync<OperationCanceledException>(() => store.LoadAsync(new StoredRows(), new CancellationToken(canceled: true)).AsTask());
    }

    private void AssertSays(StoreException error, params string[] parts)
    {
        Assert.Contains(_folder.Database, error.Message, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }
}
