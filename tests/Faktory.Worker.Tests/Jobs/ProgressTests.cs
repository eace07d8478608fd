using Faktory.Worker.Tests.Outages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker.Tests.Jobs;

/// <summary>Progress is news for people: it is passed on where that is possible, and never in the way of the job.</summary>
public sealed class ProgressTests
{
    [Fact]
    public async Task A_report_goes_out_over_the_heartbeats_connection()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = (context, token) => context.ReportProgressAsync(40, "reading", token);

        worker.Server.Enqueue(Probe.Job("job-0001"));

        await worker.Server.SeesAsync(" TRACK job-0001 40 reading");
        await SeesAckAsync(worker);
    }

    [Fact]
    public async Task A_description_longer_than_servers_keep_is_cut_before_half_a_character()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = (context, token) => context.ReportProgressAsync(1, new string('x', 999) + "\ud83d\ude00", token);

        worker.Server.Enqueue(Probe.Job("job-0001"));

        await worker.Server.SeesAsync(" TRACK job-0001 1 " + new string('x', 999));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_without_tracking_or_a_lost_reply_fails_no_job(bool lost)
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Server.TrackReply = () => lost ? ScriptedReply.Lost : ScriptedReply.NoTracking;
        worker.Probe.Script = (context, token) => context.ReportProgressAsync(40, cancellationToken: token);

        worker.Server.Enqueue(Probe.Job("job-0001"));

        await SeesAckAsync(worker);
    }

    [Fact]
    public async Task Without_a_server_only_the_first_report_waits_and_no_job_fails()
    {
        await using var worker = await TestWorker.StartAsync();
        await worker.Server.SeesAsync(" BEAT");
        var (waited, dropped) = (new TaskCompletionSource(), new TaskCompletionSource());
        worker.Probe.Script = async (context, token) =>
        {
            worker.Server.Down = true;
            worker.Server.Cut();
            await context.ReportProgressAsync(1, cancellationToken: token);
            waited.SetResult();
            await context.ReportProgressAsync(2, cancellationToken: token);
            dropped.SetResult();
        };
        worker.Server.Enqueue(Probe.Job("job-0001"));

        await worker.AdvanceUntilAsync(waited.Task);
        await dropped.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        worker.Server.Down = false;

        await worker.AdvanceUntilAsync(SeesAckAsync(worker));
    }

    [Fact]
    public async Task People_can_ask_the_server_for_it()
    {
        await using var server = await LocalServer.StartAsync(workerLostAfter: TimeSpan.FromSeconds(30));
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        var probe = new Probe();
        var reported = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        probe.Script = async (context, token) =>
        {
            await context.ReportProgressAsync(40, "reading", token);
            reported.SetResult();
            await probe.HoldAsync(context, token);
        };
        builder.Services.AddSingleton(probe).AddScoped<ScopeMark>().AddFaktoryClient(options => options.Url = server.Url);
        builder.Services.AddFaktoryWorker().AddHandler<ProbeHandler>();
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await server.Client.PushAsync(Probe.Job("job-0001") with { Track = true }, TestContext.Current.CancellationToken);

        await reported.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var seen = await server.AskAsync("TRACK GET job-0001");
        probe.ReleaseAll();
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Contains("\"state\":\"working\"", seen, StringComparison.Ordinal);
        Assert.Contains("\"percent\":40,\"desc\":\"reading\"", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    public async Task A_percentage_that_is_none_is_the_handlers_mistake(int percent)
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = (context, token) => context.ReportProgressAsync(percent, cancellationToken: token);

        worker.Server.Enqueue(Probe.Job("job-0001"));

        await worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("FAIL job-0001 System.ArgumentOutOfRangeException", StringComparison.Ordinal)));
    }

    private static Task SeesAckAsync(TestWorker worker) =>
        worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("ACK job-0001", StringComparison.Ordinal)));
}
