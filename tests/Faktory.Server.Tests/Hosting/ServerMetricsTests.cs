using Faktory.Server.Hosting;
using Faktory.Server.Storage;
using Faktory.Server.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Faktory.Server.Tests.Hosting;

public sealed class ServerMetricsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Known_traffic_has_known_numbers()
    {
        using var host = Build(new FakeTimeProvider(), new FaultyStoreFactory(new MemoryStoreFactory()));
        await host.StartAsync(Cancellation);
        using var metrics = new MetricReader(host.Services);
        await using (var client = await ConnectAsync(host))
        {
            for (var number = 1; number <= 4; number++)
            {
                Assert.Equal("+OK", await client.SendAsync($$"""PUSH {"jid":"job-0000{{number}}","jobtype":"t","args":[],"retry":{{number - 2}}}"""));
            }

            await FetchAsync(client, 3);
            await client.SendAsync("""FAIL {"jid":"job-00001"}""");
            await client.SendAsync("""FAIL {"jid":"job-00002"}""");
            await client.SendAsync("""ACK {"jid":"job-00003"}""");
            await client.SendAsync("""BATCH STATUS b-none""");

            metrics.Collect();

            Assert.Equal([4d, 3, 1, 2, 1, 0, 1], Values(metrics, "jobs/", "pushed", "fetched", "acked", "failed", "dead", "retried", "dropped"));
            Assert.Equal([1d, 0, 1, 0, 0], [metrics["faktory.server.queue.size/default"], .. Values(metrics, "set.size/", "working", "dead", "retries", "scheduled")]);
            Assert.Equal(0d, metrics["faktory.server.queue.latency/default"]);
            Assert.Equal([4d, 3, 2, 1, 1], Values(metrics, "command.duration/", "PUSH#", "FETCH#", "FAIL#", "ACK#", "BATCH STATUS#"));
            Assert.Equal(metrics["faktory.server.commit.duration#"], metrics["faktory.server.commit.size#"]);
            Assert.Equal([1d, 0, 0, 1, 0], Values(metrics, "", "connection.count", "connection.refused/limit", "workers", "ready", "store.outages"));
            Assert.Equal([0d, 0, 0], Values(metrics, "", "batch.count/open", "batch.count/finished", "batch.stalled"));
            Assert.Null(metrics["faktory.server.store.log.size"]);
        }

        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Gauges_are_asked_for_at_most_once_a_second()
    {
        var time = new FakeTimeProvider();
        using var host = Build(time, new FaultyStoreFactory(new MemoryStoreFactory()));
        await host.StartAsync(Cancellation);
        using var metrics = new MetricReader(host.Services);
        await using var client = await ConnectAsync(host);
        await client.SendAsync("""PUSH {"jid":"job-00001","jobtype":"t","args":[]}""");

        var first = metrics.Collect()["faktory.server.queue.size/default"];
        await client.SendAsync("""PUSH {"jid":"job-00002","jobtype":"t","args":[]}""");
        var soon = metrics.Collect()["faktory.server.queue.size/default"];
        time.Advance(TimeSpan.FromSeconds(1));
        var later = metrics.Collect()["faktory.server.queue.size/default"];

        Assert.Equal([1d, 1, 2], [first, soon, later]);
    }

    [Fact]
    public async Task A_command_takes_as_long_as_its_commit_and_the_wait_of_a_parked_fetch_is_not_the_servers_time()
    {
        await using var engine = await EngineHarness.StartAsync();
        using var metrics = new MetricReader(meter => meter == engine.Meter);
        var (worker, producer) = (engine.Connect("w-1"), engine.Connect());
        var fetch = worker.Post(worker.Fetch());
        await engine.Seeds.WaitForAsync(1);
        engine.Time.Advance(TimeSpan.FromSeconds(1));
        var gate = engine.Store.HoldCommit();

        var push = producer.Post(producer.Push("job-00001"));
        await gate.Entered.SoonAsync();
        engine.Time.Advance(TimeSpan.FromMilliseconds(5));
        gate.Release();
        await producer.ReplyAsync(push);
        await worker.ReplyAsync(fetch);

        Assert.Equal([1d, 0.005, 1, 0.005], Values(metrics, "command.duration/", "PUSH#", "PUSH+", "FETCH#", "FETCH+"));
        await engine.Store.WaitForCommitsAsync(1).SoonAsync();
    }

    [Fact]
    public async Task A_push_that_a_full_server_refuses_counts_from_when_it_came()
    {
        await using var engine = await EngineHarness.StartAsync();
        using var metrics = new MetricReader(meter => meter == engine.Meter);
        var client = engine.Connect();
        await client.SendAsync(client.Read());
        engine.Time.Advance(TimeSpan.FromSeconds(1));
        engine.Memory.UsedBytes = engine.Memory.AvailableBytes;

        await client.SendAsync(client.Push("job-00001"));

        Assert.Equal([1d, 0], Values(metrics, "command.duration/", "PUSH#", "PUSH+"));
    }

    [Fact]
    public async Task While_the_store_fails_nothing_old_is_shown()
    {
        var time = new ObservedTimeProvider();
        var store = new FaultyStoreFactory(new MemoryStoreFactory());
        using var host = Build(time, store);
        await host.StartAsync(Cancellation);
        using var metrics = new MetricReader(host.Services);
        var before = metrics.Collect()["faktory.server.set.size/dead"];
        store.FailCommit();
        store.FailOpen();

        await using var client = await ConnectAsync(host);
        await Record.ExceptionAsync(() => client.SendAsync("""PUSH {"jid":"job-00001","jobtype":"t","args":[]}"""));
        await time.WaitForTimerAsync(TimeSpan.FromMilliseconds(100));
        metrics.Collect();

        Assert.Equal(0d, before);
        Assert.Null(metrics["faktory.server.set.size/dead"]);
        Assert.Equal([0d, 1], Values(metrics, "", "ready", "store.outages"));
    }

    private static IHost Build(TimeProvider time, IStoreFactory store)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(time).AddSingleton(store);
        builder.Services.AddFaktoryServer(server => server.Listen = "127.0.0.1:0");
        return builder.Build();
    }

    private static Task<WireClient> ConnectAsync(IHost host) => WireClient.ConnectAsync(host.Services.GetRequiredService<FaktoryServerService>().EndPoint!);

    private static double?[] Values(MetricReader metrics, string prefix, params string[] names) => [.. names.Select(name => metrics["faktory.server." + prefix + name])];

    private static async Task FetchAsync(WireClient client, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.StartsWith("$", await client.SendAsync("FETCH default"), StringComparison.Ordinal);
            await client.ReadAsync();
        }
    }
}
