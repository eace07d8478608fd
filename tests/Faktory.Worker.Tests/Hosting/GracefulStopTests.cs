using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faktory.Worker.Tests.Hosting;

public sealed class GracefulStopTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_job_is_finished_and_acknowledged()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = worker.Probe.HoldAsync;
        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Probe.StartedAsync("job-0001");

        var stopped = worker.Host.StopAsync(Cancel);
        await worker.Server.SeesAsync(" EOF");
        worker.Server.Enqueue(Probe.Job("job-0002"));
        worker.Probe.Release("job-0001");
        await stopped;

        Assert.Contains(worker.Server.Log, entry => entry.EndsWith("ACK job-0001", StringComparison.Ordinal));
        Assert.DoesNotContain(worker.Server.Log, entry => entry.Contains("job-0002", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_server_is_told_at_once_that_the_worker_leaves()
    {
        await using var worker = await TestWorker.StartAsync();
        await worker.Server.SeesAsync("FETCH default");

        await worker.StopAsync();

        Assert.Contains(worker.Server.Log, entry => entry.EndsWith("BEAT Terminate", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, "REQUEUE job-late")]
    [InlineData(false, "FAIL job-late WorkerShutdown")]
    public async Task A_job_that_still_arrives_is_handed_back_unstarted(bool requeue, string expected)
    {
        await using var worker = await TestWorker.StartAsync();
        await worker.Server.SeesAsync("FETCH default");
        worker.Server.LateJob = Probe.Job("job-late");
        if (!requeue)
        {
            worker.Server.Extensions.Clear();
        }

        await worker.StopAsync();

        Assert.Contains(worker.Server.Log, entry => entry.Contains(expected, StringComparison.Ordinal));
        Assert.Empty(worker.Probe.Scopes);
    }

    [Fact]
    public async Task A_job_that_does_not_end_in_time_is_cancelled_and_handed_back()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = worker.Probe.HoldPolitelyAsync;
        worker.Server.Enqueue(Probe.Job("job-0001"));
        var context = await worker.Probe.StartedAsync("job-0001");

        await worker.StopAsync();

        Assert.Equal(CancellationReason.Shutdown, context.CancellationReason);
        Assert.Contains(worker.Server.Log, entry => entry.EndsWith("REQUEUE job-0001", StringComparison.Ordinal));
    }

    [Fact]
    public async Task C_105_Where_the_server_has_no_REQUEUE_a_job_fails_after_25_s_and_the_worker_is_gone_then()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Server.Extensions.Clear();
        worker.Probe.Script = worker.Probe.HoldPolitelyAsync;
        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Probe.StartedAsync("job-0001");
        var start = worker.Time.GetUtcNow();

        var stopped = worker.Host.StopAsync(Cancel);
        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("FAIL job-0001 WorkerShutdown", StringComparison.Ordinal))));

        Assert.True(worker.Time.GetUtcNow() - start >= TimeSpan.FromSeconds(25));

        // The clock stands still from here on: nothing is left to wait for.
        await stopped.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
    }

    [Fact]
    public async Task What_other_services_have_used_of_the_hosts_time_shortens_the_grace_period()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = worker.Probe.HoldPolitelyAsync;
        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Probe.StartedAsync("job-0001");
        worker.Host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        worker.Time.Advance(TimeSpan.FromSeconds(27));

        // The worker's clock stands still: the 3 s that are left are those for the farewell. The host itself would give up after 30 real seconds.
        await worker.Host.StopAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        Assert.Contains(worker.Server.Log, entry => entry.EndsWith("REQUEUE job-0001", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_stops_the_host_before_the_worker_has_heard_of_it_shortens_nothing()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = worker.Probe.HoldPolitelyAsync;
        worker.Server.Enqueue(Probe.Job("job-0001"));
        var context = await worker.Probe.StartedAsync("job-0001");
        var lifetime = worker.Host.Services.GetRequiredService<IHostApplicationLifetime>();
        var stopped = Task.CompletedTask;

        // Registered last, it is called first.
        using var first = lifetime.ApplicationStopping.Register(() => stopped = worker.Host.StopAsync(Cancel));
        lifetime.StopApplication();
        var reason = context.CancellationReason;
        worker.Probe.Release("job-0001");
        await stopped.WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        Assert.Equal(CancellationReason.None, reason);
        Assert.Contains(worker.Server.Log, entry => entry.EndsWith("ACK job-0001", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_that_gives_up_is_not_kept_waiting()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = worker.Probe.HoldAsync;
        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Probe.StartedAsync("job-0001");
        using var givesUp = new CancellationTokenSource();

        var stopped = worker.Host.StopAsync(givesUp.Token);
        await worker.Server.SeesAsync(" EOF");
        await givesUp.CancelAsync();

        // The clock stands still: nothing is left to wait for.
        await stopped.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        Assert.Contains(worker.Server.Log, entry => entry.EndsWith("REQUEUE job-0001", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_that_ignores_its_token_is_handed_back_once_and_its_late_end_says_nothing()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = worker.Probe.HoldAsync;
        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Probe.StartedAsync("job-0001");

        await worker.StopAsync();
        worker.Probe.Release("job-0001");

        Assert.Single(worker.Server.Log, entry => entry.Contains("job-0001", StringComparison.Ordinal));
        Assert.Contains(worker.Server.Log, entry => entry.EndsWith("REQUEUE job-0001", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_whose_server_is_gone_still_stops()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = worker.Probe.HoldAsync;
        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Probe.StartedAsync("job-0001");
        worker.Server.Down = true;
        worker.Server.Cut();

        await worker.StopAsync();
    }
}
