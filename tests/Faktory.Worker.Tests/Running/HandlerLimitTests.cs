using System.Text.Json;

namespace Faktory.Worker.Tests.Running;

/// <summary>A handler's own concurrency: who waits, in which order, and what becomes of those who wait.</summary>
public sealed class HandlerLimitTests
{
    [Fact]
    public async Task A_job_beyond_the_limit_starts_when_one_before_it_has_ended_and_others_are_not_held_up()
    {
        await using var worker = await StartAsync(most: 1);
        await StartAndQueueAsync(worker, Probe.Job("job-0001"), Probe.Job("job-0002"), Other("job-0003"));
        await AcknowledgedAsync(worker, "job-0003");
        Assert.Single(worker.Probe.Scopes);

        worker.Probe.Release("job-0001");
        await worker.Probe.StartedAsync("job-0002");
        Assert.Equal(2, worker.Probe.Scopes.Count);
    }

    [Fact]
    public async Task All_job_types_of_one_class_share_its_limit()
    {
        await using var worker = await TestWorker.StartAsync(worker: worker => worker.AddHandler<Double>(options => options.MaxConcurrency = 1).AddHandler<OtherHandler>());
        worker.Probe.Script = worker.Probe.HoldAsync;
        await StartAndQueueAsync(worker, Named("first", "job-0001"), Named("second", "job-0002"), Other("job-0003"));
        await AcknowledgedAsync(worker, "job-0003");
        worker.Probe.Release("job-0001");
        await worker.Probe.StartedAsync("job-0002");
    }

    [Fact]
    public async Task The_queue_of_those_who_wait_is_left_out_once_they_hold_a_quarter_of_the_slots()
    {
        await using var worker = await StartAsync(most: 1, options => (options.Concurrency, options.Queues) = (8, "limited, default"));

        Job[] jobs = [.. ((string[])["job-0001", "job-0002", "job-0003"]).Select(id => Probe.Job(id) with { Queue = "limited" })];
        await StartAndQueueAsync(worker, jobs[0], jobs[1..]);
        await worker.Server.SeesAsync(log => log.Any(entry => entry.EndsWith("FETCH default", StringComparison.Ordinal)));

        worker.Server.Enqueue(Other("job-0004"));
        await AcknowledgedAsync(worker, "job-0004");

        worker.Probe.Release("job-0001");
        await AcknowledgedAsync(worker, "job-0001");
        worker.Server.AnswerParkedFetches();
        await worker.Server.SeesAsync(log => log.Last(entry => entry.Contains("FETCH", StringComparison.Ordinal)).EndsWith("FETCH limited default", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Those_who_wait_hold_slots_so_that_never_more_is_reserved_than_there_are()
    {
        await using var worker = await StartAsync(most: 1, options => options.Concurrency = 2);
        string[] ids = [.. Enumerable.Range(1, 9).Select(number => $"job-000{number}")];
        worker.Server.Enqueue(ids.Select(id => Probe.Job(id)));

        await Task.WhenAll(ids.Select(async id =>
        {
            await worker.Probe.StartedAsync(id);
            worker.Probe.Release(id);
            await AcknowledgedAsync(worker, id);
        }));

        Assert.InRange(worker.Server.MostReserved, 1, 2);
    }

    [Fact]
    public async Task A_job_that_waits_when_the_worker_stops_is_handed_back_unstarted_at_once()
    {
        await using var worker = await StartAsync(most: 1);
        await StartAndQueueAsync(worker, Probe.Job("job-0001"), Probe.Job("job-0002"), Other("job-0003"));
        await AcknowledgedAsync(worker, "job-0003");

        var stopped = worker.Host.StopAsync(TestContext.Current.CancellationToken);
        await worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("REQUEUE job-0002", StringComparison.Ordinal)));
        Assert.DoesNotContain(worker.Server.Log, entry => entry.Contains("ACK job-0001", StringComparison.Ordinal));

        worker.Probe.Release("job-0001");
        await worker.AdvanceUntilAsync(stopped);
        Assert.Contains(worker.Server.Log, entry => entry.Contains("ACK job-0001", StringComparison.Ordinal));
        Assert.Single(worker.Probe.Scopes);
    }

    [Fact]
    public async Task A_job_whose_batch_is_cancelled_while_it_waits_never_starts()
    {
        await using var worker = await StartAsync(most: 1);
        await StartAndQueueAsync(worker, Probe.Job("job-0001"), Probe.Job("job-0002"), Other("job-0003"));
        await AcknowledgedAsync(worker, "job-0003");

        worker.Server.Cancelled = ["job-0002"];
        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("FAIL job-0002 BatchCancelled", StringComparison.Ordinal))));

        worker.Probe.Release("job-0001");
        await AcknowledgedAsync(worker, "job-0001");
        Assert.Single(worker.Probe.Scopes);
    }

    [Fact]
    public async Task The_timeout_counts_from_when_the_handler_starts()
    {
        await using var worker = await StartAsync(most: 1, timeout: TimeSpan.FromSeconds(10));
        await StartAndQueueAsync(worker, Probe.Job("job-0001"), Probe.Job("job-0002"), Other("job-0003"));
        var first = await worker.Probe.StartedAsync("job-0001");
        await AcknowledgedAsync(worker, "job-0003");
        worker.Time.Advance(TimeSpan.FromSeconds(8));
        worker.Probe.Release("job-0001");
        await AcknowledgedAsync(worker, "job-0001");
        Assert.Equal(CancellationReason.None, first.CancellationReason);
        var second = await worker.Probe.StartedAsync("job-0002");
        worker.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(CancellationReason.None, second.CancellationReason);
        worker.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(CancellationReason.Timeout, second.CancellationReason);
    }

    [Fact]
    public async Task A_mapped_delegate_has_a_limit_and_a_timeout_too()
    {
        await using var worker = await TestWorker.StartAsync(worker: worker => worker
            .MapJob("mapped", (Probe probe, JobContext context, CancellationToken cancel) => probe.RunAsync(context, cancel), options => (options.MaxConcurrency, options.Timeout) = (1, TimeSpan.FromSeconds(10)))
            .AddHandler<OtherHandler>());
        worker.Probe.Script = worker.Probe.HoldPolitelyAsync;
        await StartAndQueueAsync(worker, Named("mapped", "job-0001"), Named("mapped", "job-0002"), Other("job-0003"));
        await AcknowledgedAsync(worker, "job-0003");

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("FAIL job-0001 JobTimeout", StringComparison.Ordinal))));
        await worker.Probe.StartedAsync("job-0002");
    }

    [Fact]
    public void Turns_are_taken_in_the_order_in_which_they_were_asked_for_per_handler()
    {
        var turns = new HandlerTurns(slots: 4);
        var (one, two) = (new HandlerLimit(1), new HandlerLimit(2));
        var first = turns.Request(one, "a");
        var waits = turns.Request(one, "a");
        var gone = turns.Request(one, "a");
        HandlerTurn[] others = [turns.Request(two, "b"), turns.Request(two, "b")];

        Assert.True(first.IsGranted && others.All(turn => turn.IsGranted));
        Assert.False(waits.IsGranted || gone.IsGranted);
        Assert.True(turns.HoldsUp("a"));
        Assert.False(turns.HoldsUp("b"));

        gone.Dispose();
        first.Dispose();
        first.Dispose();
        Assert.True(waits.IsGranted);
        Assert.False(turns.HoldsUp("a"));
        Assert.False(turns.Request(one, "a").IsGranted);

        turns.Close();
        waits.Dispose();
        Assert.True(turns.Request(one, "a").IsGranted);
        Assert.False(turns.HoldsUp("a"));
    }

    private static async Task<TestWorker> StartAsync(int most, Action<FaktoryWorkerOptions>? options = null, TimeSpan? timeout = null)
    {
        var worker = await TestWorker.StartAsync(options, worker => worker
            .AddHandler<ProbeHandler>(handler => (handler.MaxConcurrency, handler.Timeout) = (most, timeout))
            .AddHandler<OtherHandler>());
        worker.Probe.Script = worker.Probe.HoldAsync;
        return worker;
    }

    // FETCHes are pipelined, so of jobs that come together any may be first.
    private static async Task StartAndQueueAsync(TestWorker worker, Job first, params Job[] others)
    {
        worker.Server.Enqueue(first);
        await worker.Probe.StartedAsync(first.Id);
        worker.Server.Enqueue(others);
    }

    private static Job Other(string id) => Named("other", id);

    private static Job Named(string type, string id) => new(type, JsonElement.Parse("[]")) { Id = id };

    private static Task AcknowledgedAsync(TestWorker worker, string id) => worker.Server.SeesAsync(log => log.Any(entry => entry.Contains($"ACK {id}", StringComparison.Ordinal)));

    [JobHandler("other")]
    internal sealed class OtherHandler : IJobHandler
    {
        public Task HandleAsync(JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [JobHandler("first")]
    [JobHandler("second")]
    internal sealed class Double(Probe probe) : IJobHandler
    {
        public Task HandleAsync(JobContext context, CancellationToken cancellationToken) => probe.RunAsync(context, cancellationToken);
    }
}
