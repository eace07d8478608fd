using Faktory.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faktory.Worker.Tests.Beating;

public sealed class HeartbeatTests
{
    [Fact]
    public async Task It_beats_at_once_and_every_fifteen_seconds_over_its_own_connection()
    {
        await using var worker = await TestWorker.StartAsync();
        await worker.Server.SeesAsync(" BEAT");
        await worker.Server.SeesAsync("FETCH default");

        worker.Time.Advance(TimeSpan.FromSeconds(15));
        await worker.Server.SeesAsync(" BEAT", times: 2);

        var beating = worker.Server.Log.First(entry => entry.EndsWith(" BEAT", StringComparison.Ordinal)).Split(' ')[0];
        Assert.DoesNotContain($"{beating} FETCH default", worker.Server.Log);
    }

    [Fact]
    public async Task A_quiet_worker_fetches_nothing_more_but_finishes_what_it_has_and_keeps_beating()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = worker.Probe.HoldAsync;
        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Probe.StartedAsync("job-0001");
        await worker.Server.SeesAsync("FETCH default", times: 2);
        worker.Server.Order = _ => WorkerOrder.Quiet;
        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(" BEAT", times: 2));

        worker.Server.AnswerParkedFetches();
        worker.Probe.Release("job-0001");
        await worker.Server.SeesAsync("ACK job-0001");
        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(" BEAT", times: 3));

        Assert.Equal(2, worker.Server.Log.Count(entry => entry.Contains("FETCH", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_job_that_the_server_names_is_cancelled_and_fails_as_such()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = worker.Probe.HoldPolitelyAsync;
        worker.Server.Enqueue(Probe.Job("job-0001"), Probe.Job("job-0002"));
        var stopped = await worker.Probe.StartedAsync("job-0001");
        var other = await worker.Probe.StartedAsync("job-0002");
        worker.Server.Cancelled = ["job-0001", "job-elsewhere"];

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("FAIL job-0001 BatchCancelled", StringComparison.Ordinal))));

        Assert.Equal(CancellationReason.BatchCancelled, stopped.CancellationReason);
        Assert.Equal(CancellationReason.None, other.CancellationReason);
        Assert.False(other.CancellationToken.IsCancellationRequested);
    }

    [Fact]
    public async Task A_cancelled_job_whose_handler_returns_is_acknowledged()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = worker.Probe.HoldAsync;
        worker.Server.Enqueue(Probe.Job("job-0001"));
        var context = await worker.Probe.StartedAsync("job-0001");
        var cancelled = new TaskCompletionSource();
        context.CancellationToken.Register(cancelled.SetResult);
        worker.Server.Cancelled = ["job-0001"];

        await worker.AdvanceUntilAsync(cancelled.Task);
        worker.Probe.Release("job-0001");

        await worker.Server.SeesAsync("ACK job-0001");
    }

    [Fact]
    public async Task A_cancelled_job_that_throws_something_else_fails_with_that()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = async (context, token) =>
        {
            await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default);
            throw new InvalidOperationException("while cleaning up");
        };
        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Probe.StartedAsync("job-0001");
        worker.Server.Cancelled = ["job-0001"];

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("FAIL job-0001 System.InvalidOperationException while cleaning up", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Terminate_stops_the_application()
    {
        await using var worker = TestWorker.Create();
        worker.Server.Order = _ => WorkerOrder.Terminate;
        var stopping = new TaskCompletionSource();
        worker.Host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);

        await worker.Host.StartAsync(TestContext.Current.CancellationToken);

        await stopping.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_worker_that_the_server_has_forgotten_introduces_itself_again()
    {
        await using var worker = await TestWorker.StartAsync();
        await worker.Server.SeesAsync(" BEAT");
        await worker.Server.SeesAsync("FETCH default");
        var refusals = 0;
        worker.Server.Order = _ => Interlocked.Increment(ref refusals) == 1 ? throw new FaktoryException("ERR unknown worker w") : WorkerOrder.Run;

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(" BEAT", times: 3));

        Assert.Equal(3, worker.Server.Log.Count(entry => entry.EndsWith("HELLO", StringComparison.Ordinal)));
    }
}
