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
