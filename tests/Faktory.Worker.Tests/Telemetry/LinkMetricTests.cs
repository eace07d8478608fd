using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Worker.Tests.Telemetry;

public sealed class LinkMetricTests
{
    [Fact]
    public async Task A_connection_that_is_made_again_is_counted_by_its_purpose()
    {
        await using var worker = TestWorker.Create();
        var reconnects = new ConcurrentQueue<string>();
        using var listener = Listen(worker, "faktory.worker.reconnects", (_, tags) => reconnects.Enqueue($"{tags[0].Value} of {tags[1].Value}"));
        await worker.Host.StartAsync(TestContext.Current.CancellationToken);
        await worker.Server.SeesAsync("FETCH default");
        await worker.Server.SeesAsync(" BEAT");
        Assert.Empty(reconnects);

        worker.Server.Cut();
        await worker.AdvanceUntilAsync(worker.Server.SeesAsync("FETCH default", times: 2));
        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(" BEAT", times: 2));

        Assert.Equal(["fetch of default", "heartbeat of default"], reconnects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_comes_of_a_job_that_is_handed_back_is_counted_as_such()
    {
        await using var worker = TestWorker.Create(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var outcome = new TaskCompletionSource<object?>();
        using var listener = Listen(worker, "faktory.worker.jobs", (_, tags) => outcome.TrySetResult(tags.First(tag => tag.Key == "faktory.job.outcome").Value));
        worker.Probe.Script = worker.Probe.HoldPolitelyAsync;
        await worker.Host.StartAsync(TestContext.Current.CancellationToken);
        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Probe.StartedAsync("job-0001");

        await worker.StopAsync();

        // A handler that reacts late is let go of, and counted when it ends.
        Assert.Equal("handed_back", await outcome.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    private static MeterListener Listen(TestWorker worker, string instrument, Action<long, KeyValuePair<string, object?>[]> take)
    {
        var factory = worker.Host.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (published, listener) =>
            {
                if (published.Name == instrument && published.Meter.Scope == factory)
                {
                    listener.EnableMeasurementEvents(published);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => take(value, tags.ToArray()));
        listener.Start();
        return listener;
    }
}
