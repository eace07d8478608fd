using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Storage;

public sealed class FaultyStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task The_armed_commit_fails_before_or_after_it_became_durable(bool durable, int expected)
    {
        var faults = new FaultyStoreFactory(new MemoryStoreFactory());
        faults.FailCommit(2, durable ? CommitFault.AfterInner : CommitFault.BeforeInner);
        var store = await faults.OpenAsync(Token);
        await store.CommitAsync(Queue("first"), Token);

        await Assert.ThrowsAsync<StoreException>(() => store.CommitAsync(Queue("second"), Token).AsTask());

        await store.DisposeAsync();
        await using var again = await faults.OpenAsync(Token);
        var rows = new StoredRows();
        await again.LoadAsync(rows, Token);
        Assert.Equal(expected, rows.Queues.Count);
        Assert.Equal(1, faults.CompletedCommits);
    }

    [Fact]
    public async Task A_held_commit_ends_when_its_gate_is_released()
    {
        var faults = new FaultyStoreFactory(new MemoryStoreFactory());
        var gate = faults.HoldCommit();
        await using var store = await faults.OpenAsync(Token);
        var changes = Queue("held");

        var commit = store.CommitAsync(changes, Token).AsTask();
        Assert.Same(changes, await gate.Entered);
        Assert.False(commit.IsCompleted);
        gate.Release();

        await commit;
        await faults.WaitForCommitsAsync(1);
    }

    [Fact]
    public async Task Openings_fail_as_often_as_told()
    {
        var faults = new FaultyStoreFactory(new MemoryStoreFactory());
        faults.FailOpen(2);

        await Assert.ThrowsAsync<StoreException>(() => faults.OpenAsync(Token).AsTask());
        await Assert.ThrowsAsync<StoreException>(() => faults.OpenAsync(Token).AsTask());
        await using var store = await faults.OpenAsync(Token);

        Assert.Equal(3, faults.OpenCount);
    }

    private static WriteSet Queue(string name)
    {
        var changes = new WriteSet();
        changes.QueueSaves.Add(new QueueRow(name, Paused: false));
        return changes;
    }
}
