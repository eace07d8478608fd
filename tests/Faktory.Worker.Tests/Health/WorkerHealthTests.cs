using Faktory.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Faktory.Worker.Tests.Health;

public sealed class WorkerHealthTests
{
    [Fact]
    public async Task A_worker_that_is_connected_and_heard_is_healthy()
    {
        await using var worker = await StartAsync();

        var report = await worker.BecomesAsync(HealthStatus.Healthy);

        Assert.Equal("The Faktory worker takes jobs.", report.Description);
        Assert.Equal((true, true, false), (report.Data["default.connected"], report.Data["default.fetching"], report.Data["default.quiet"]));
        Assert.Equal(TimeSpan.Zero, report.Data["default.heartbeat_age"]);
    }

    [Fact]
    public async Task A_server_that_is_gone_at_the_start_makes_readiness_unhealthy_and_liveness_not_until_it_is_there()
    {
        await using var worker = Create();
        worker.Server.Down = true;
        await worker.Host.StartAsync(TestContext.Current.CancellationToken);
        await worker.Server.SeesAsync("REFUSED");

        var gone = await worker.BecomesAsync(HealthStatus.Unhealthy, description => description.Contains("has no connection to scripted: scripted is down.", StringComparison.Ordinal));
        var liveness = await worker.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(_ => false, TestContext.Current.CancellationToken);
        worker.Server.Down = false;
        await worker.AdvanceUntilAsync(worker.Server.SeesAsync("FETCH default"));
        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(" BEAT"));

        Assert.Contains("no heartbeat was answered", gone.Description, StringComparison.Ordinal);
        Assert.Equal(false, gone.Data["default.connected"]);
        Assert.Equal(HealthStatus.Healthy, liveness.Status);
        await worker.BecomesAsync(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_server_that_goes_away_makes_readiness_unhealthy_until_it_is_back()
    {
        await using var worker = await StartAsync();
        await worker.BecomesAsync(HealthStatus.Healthy);

        worker.Server.Down = true;
        worker.Server.Cut();
        await worker.BecomesAsync(HealthStatus.Unhealthy, description => description.Contains("has no connection to scripted", StringComparison.Ordinal));
        worker.Server.Down = false;
        await worker.AdvanceUntilAsync(worker.Server.SeesAsync("FETCH default", times: 2));

        await worker.BecomesAsync(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_heartbeat_that_is_refused_for_45_seconds_is_unhealthy()
    {
        await using var worker = await StartAsync();
        await worker.BecomesAsync(HealthStatus.Healthy);

        worker.Server.Order = _ => throw new FaktoryException("ERR no time for this");
        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(" BEAT", times: 2));
        worker.Server.AnswerParkedFetches();
        var young = await worker.CheckAsync();
        worker.Time.Advance(TimeSpan.FromSeconds(31));
        var old = await worker.BecomesAsync(HealthStatus.Unhealthy, description => description.Contains("no heartbeat was answered since", StringComparison.Ordinal));

        Assert.DoesNotContain("heartbeat", young.Description, StringComparison.Ordinal);
        Assert.Contains("was last heard by scripted", old.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fetch_that_the_server_does_not_answer_is_unhealthy_although_it_is_connected()
    {
        await using var worker = await StartAsync();
        await worker.Server.SeesAsync("FETCH default");
        await worker.BecomesAsync(HealthStatus.Healthy);

        worker.Time.Advance(TimeSpan.FromSeconds(16));
        var stuck = await worker.BecomesAsync(HealthStatus.Unhealthy);

        Assert.Contains("has waited 16 s for scripted to answer a FETCH", stuck.Description, StringComparison.Ordinal);
        Assert.Equal((true, false), (stuck.Data["default.connected"], stuck.Data["default.fetching"]));
    }

    [Fact]
    public async Task A_worker_that_the_server_has_made_quiet_is_unhealthy()
    {
        await using var worker = Create();
        worker.Server.Order = _ => WorkerOrder.Quiet;
        await worker.Host.StartAsync(TestContext.Current.CancellationToken);

        var quiet = await worker.BecomesAsync(HealthStatus.Unhealthy, description => description.Contains("is quiet", StringComparison.Ordinal));

        Assert.Equal(true, quiet.Data["default.quiet"]);
    }

    [Fact]
    public async Task A_worker_with_every_slot_taken_is_healthy()
    {
        await using var worker = await StartAsync(options => options.Concurrency = 1);
        worker.Probe.Script = worker.Probe.HoldAsync;
        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Probe.StartedAsync("job-0001");
        await worker.BecomesAsync(HealthStatus.Healthy);

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(" BEAT", times: 3));

        await worker.BecomesAsync(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_worker_that_has_not_started_is_unhealthy()
    {
        await using var worker = Create();

        Assert.Equal("The Faktory worker has not started.", (await worker.CheckAsync()).Description);
    }

    [Fact]
    public async Task Without_a_name_every_worker_counts_with_one_only_that_one()
    {
        await using var worker = TestWorker.Create(services: services =>
        {
            services.AddFaktoryWorker("reports");
            services.AddHealthChecks().AddFaktoryWorker().AddFaktoryWorker("reports", ["ready"]).AddFaktoryWorker("nobody");
        });
        await worker.Host.StartAsync(TestContext.Current.CancellationToken);

        var all = await worker.BecomesAsync(HealthStatus.Healthy);
        var report = await worker.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.Equal("2 Faktory workers take jobs.", all.Description);
        Assert.Equal("The Faktory worker 'reports' takes jobs.", report.Entries["faktory-worker-reports"].Description);
        Assert.DoesNotContain("default.connected", report.Entries["faktory-worker-reports"].Data.Keys);
        Assert.Equal("ready", Assert.Single(report.Entries["faktory-worker-reports"].Tags));
        Assert.Contains("There is no worker named 'nobody'", report.Entries["faktory-worker-nobody"].Description, StringComparison.Ordinal);
    }

    private static TestWorker Create(Action<FaktoryWorkerOptions>? options = null) =>
        TestWorker.Create(options, services: services => services.AddHealthChecks().AddFaktoryWorker());

    private static async Task<TestWorker> StartAsync(Action<FaktoryWorkerOptions>? options = null)
    {
        var worker = Create(options);
        await worker.Host.StartAsync(TestContext.Current.CancellationToken);
        return worker;
    }
}
