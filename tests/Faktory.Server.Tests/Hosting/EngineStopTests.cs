using Faktory.Server.Hosting;
using Faktory.Server.Storage;
using Faktory.Server.Tests.Storage;

namespace Faktory.Server.Tests.Hosting;

public sealed class EngineStopTests
{
    [Fact]
    public async Task A_stop_answers_what_was_posted_and_refuses_what_comes_later()
    {
        await using var engine = await EngineHarness.StartAsync();
        var gate = await engine.HoldACommitAsync();
        var client = engine.Connect();
        var before = client.Post(client.Push("job-00001"));

        var stopping = engine.Host.StopAsync(TestContext.Current.CancellationToken);
        gate.Release();
        var reply = await client.ReplyAsync(before);
        await stopping;
        var later = await client.SendAsync(client.Push("job-00002"));

        Assert.Equal("+OK", reply);
        Assert.Equal("-ERR shutdown in progress", later);
        Assert.Equal(EngineState.Stopped, engine.Health.State);
    }

    [Fact]
    public async Task A_stop_ends_parked_fetches_with_null()
    {
        await using var engine = await EngineHarness.StartAsync();
        var worker = engine.Connect();
        var fetch = worker.Post(worker.Fetch());

        await engine.Host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("$-1", await worker.ReplyAsync(fetch));
    }

    [Fact]
    public async Task A_stop_closes_the_store_so_that_the_next_start_can_open_it()
    {
        var store = new FaultyStoreFactory(new MemoryStoreFactory());
        await using (var first = await EngineHarness.StartAsync(store: store))
        {
            var producer = first.Connect();
            await producer.SendAsync(producer.Push("job-00001"));
        }

        await using var second = await EngineHarness.StartAsync(store: store);
        var worker = second.Connect();

        Assert.Contains("job-00001", await worker.SendAsync(worker.Fetch()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_while_the_store_is_down_does_not_wait_for_it()
    {
        var engine = await EngineHarness.StartAsync();
        var producer = engine.Connect();
        engine.Store.FailCommit();
        engine.Store.FailOpen(int.MaxValue);
        producer.Post(producer.Push("job-00001"));
        await producer.Aborted;
        await engine.Store.WaitForOpensAsync(2).SoonAsync();

        await engine.DisposeAsync();

        Assert.Equal(EngineState.Stopped, engine.Health.State);
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_is_an_error_of_the_start()
    {
        await using var engine = new EngineHarness();
        engine.Store.FailOpen();

        var start = engine.Host.StartAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<StoreException>(() => start);
        Assert.False(engine.Stopper.IsStopped);
    }

    [Fact]
    public async Task Commands_that_come_before_the_store_is_loaded_wait_for_it()
    {
        await using var engine = new EngineHarness();
        var client = engine.Connect();
        var push = client.Post(client.Push("job-00001"));

        await engine.Host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal("+OK", await client.ReplyAsync(push));
    }
}
