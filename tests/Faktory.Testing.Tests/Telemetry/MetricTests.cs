namespace Faktory.Testing.Tests.Telemetry;

[Collection(nameof(AloneInTheProcess))]
public sealed class MetricTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_are_counted_and_timed_by_outcome_type_and_queue()
    {
        await using var host = await ObservedHost.StartAsync(measured: true);

        await host.Client.PushManyAsync([Job.For<Ship>("a"), Job.For<Ship>("b"), Job.For<Ship>("c")], Cancel);
        await host.Client.PushAsync(Job.For<Failing>() with { Retry = 0 }, Cancel);
        await host.Client.PushAsync(Job.Create("nobodys") with { Retry = 0 }, Cancel);
        await SettledAsync(host, 5);
        var all = await host.MeasurementsAsync();

        var jobs = all.Where(point => point.Name == "faktory.worker.jobs").ToList();
        Assert.Equal(3, Assert.Single(jobs, point => point.Has("faktory.job.type", "ship") && point.Has("faktory.job.outcome", "done") && point.Has("messaging.destination.name", "mail")).Value);
        Assert.Equal(1, Assert.Single(jobs, point => point.Has("faktory.job.type", "failing") && point.Has("faktory.job.outcome", "failed") && point.Has("error.type", "System.InvalidOperationException")).Value);
        Assert.Equal(1, Assert.Single(jobs, point => point.Has("faktory.job.type", "(other)") && point.Has("error.type", "UnknownJobType")).Value);
        Assert.Equal(5, all.Where(point => point.Name == "messaging.process.duration").Sum(point => point.Value));
        Assert.Equal(5, all.Where(point => point.Name == "faktory.worker.queue.delay").Sum(point => point.Value));
        Assert.Equal(5, all.Where(point => point.Name == "messaging.client.consumed.messages").Sum(point => point.Value));
    }

    [Fact]
    public async Task Commands_are_timed_and_sent_jobs_counted()
    {
        await using var host = await ObservedHost.StartAsync(measured: true);

        await host.Client.PushManyAsync([Job.For<Ship>("a"), Job.For<Ship>("b")], Cancel);
        await host.Client.PushAsync(Job.For<Ship>("c"), Cancel);
        await Assert.ThrowsAsync<FaktoryException>(async () => await host.Client.PushAsync(Job.For<Ship>("d").WithCustom("unique_for", "no number"), Cancel));
        await SettledAsync(host, 3);
        var all = await host.MeasurementsAsync();

        var sent = all.Where(point => point.Name == "messaging.client.sent.messages" && point.Has("messaging.destination.name", "mail")).ToList();
        Assert.Equal(3, Assert.Single(sent, point => point.Has("error.type", null)).Value);
        Assert.Equal(1, Assert.Single(sent, point => point.Has("error.type", "Faktory.FaktoryException")).Value);
        Assert.Equal(3, Commands(all, "push"));
        Assert.Equal(3, Commands(all, "ack"));
        Assert.True(Commands(all, "fetch") >= 3);
    }

    [Fact]
    public async Task Slots_are_free_or_in_flight()
    {
        await using var host = await ObservedHost.StartAsync(measured: true);

        await host.Client.PushAsync(Job.For<Ship>("a"), Cancel);
        await host.Seen.RanAsync("ship");
        var all = await host.MeasurementsAsync();

        var free = Assert.Single(all, point => point.Name == "faktory.worker.slots.free");
        var inFlight = Assert.Single(all, point => point.Name == "faktory.worker.in_flight");
        Assert.Equal((20, 0), (free.Value, inFlight.Value));
        Assert.True(free.Has("faktory.worker.name", "default"));
    }

    private static long Commands(IReadOnlyList<Measured> all, string operation) =>
        all.Where(point => point.Name == "messaging.client.operation.duration" && point.Has("messaging.operation.name", operation)).Sum(point => point.Value);

    // Only what was fetched before it stops does a worker run.
    private static async Task SettledAsync(ObservedHost host, long jobs)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (await host.ProcessedAsync(limit.Token) < jobs)
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
