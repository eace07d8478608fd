using Faktory.Server.Tests.Storage;

namespace Faktory.Server.Sqlite.Tests;

/// <summary>Short ways to fill a store and to see what it holds.</summary>
internal static class Stored
{
    public static ValueTask PushAsync(this SqliteStore store, params long[] ids) =>
        store.CommitAsync(Rows.Set(changes => changes.JobInserts.AddRange(ids.Select(id => Rows.Job(id)))), TestContext.Current.CancellationToken);

    public static async Task<List<long>> JobsAsync(this SqliteStore store)
    {
        var rows = new StoredRows();
        await store.LoadAsync(rows, TestContext.Current.CancellationToken);
        return [.. rows.Jobs.Select(job => job.Id)];
    }
}
