using Faktory.Server.Storage;
using Faktory.Server.Tests.Storage;
using Microsoft.Data.Sqlite;

namespace Faktory.Server.Sqlite.Tests;

public sealed class ResultTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_results_of_an_expired_batch_are_deleted_in_slices_over_the_commits_that_follow()
    {
        await using var store = await _folder.OpenAsync();
        await SaveAsync(store, 2500);

        await store.CommitAsync(Rows.Set(changes => changes.BatchDeletes.Add(1)), Token);
        var afterOne = Count();
        await store.PushAsync(1);
        var afterTwo = Count();
        await store.PushAsync(2);

        Assert.Equal((1500, 500, 0), (afterOne, afterTwo, Count()));
        Assert.Equal("0", Ask("SELECT COUNT(*) FROM expired_results"));
    }

    [Fact]
    public async Task What_is_left_of_them_goes_when_nothing_is_committed_also_after_a_restart()
    {
        await using (var store = await _folder.OpenAsync())
        {
            await SaveAsync(store, 2500);
            await store.CommitAsync(Rows.Set(changes => changes.BatchDeletes.Add(1)), Token);
        }

        await using var again = await _folder.OpenAsync();
        await again.MaintainAsync(idle: true, Token);

        Assert.Equal(0, Count());
    }

    [Fact]
    public async Task Reading_leaves_nothing_behind_that_keeps_the_log_from_being_emptied()
    {
        await using var store = await _folder.OpenAsync();
        await SaveAsync(store, 100);

        // A page that ends early is the one that could keep its statement.
        await store.ReadResultsAsync("b-1", 0, 10, 1, Token);
        await store.MaintainAsync(idle: true, Token);

        Assert.Equal(0, store.LogBytes);
    }

    [Fact]
    public async Task A_file_from_before_results_is_brought_up_to_date()
    {
        await using (var store = await _folder.OpenAsync())
        {
            await store.PushAsync(1);
            store.Pragma("user_version = 1");
        }

        Ask("DROP TABLE results");
        Ask("DROP TABLE expired_results");

        await using var upgraded = await _folder.OpenAsync();
        await SaveAsync(upgraded, 1);

        Assert.Equal([1], await upgraded.JobsAsync());
        Assert.Single(await upgraded.ReadResultsAsync("b-1", 0, 10, 10, Token));
    }

    private static ValueTask SaveAsync(SqliteStore store, int count) => store.CommitAsync(
        Rows.Set(changes =>
        {
            changes.BatchSaves.Add(Rows.Batch(1));
            changes.ResultInserts.AddRange(Enumerable.Range(1, count).Select(i => new ResultRow("b-1", $"j-{i}", Rows.Bytes("1"))));
        }),
        Token);

    private int Count() => int.Parse(Ask("SELECT COUNT(*) FROM results")!, System.Globalization.CultureInfo.InvariantCulture);

    private string? Ask(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.Database};Pooling=false");
        connection.Open();
        return connection.ReadText(sql);
    }
}
