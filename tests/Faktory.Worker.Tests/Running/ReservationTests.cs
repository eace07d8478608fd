using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker.Tests.Running;

/// <summary>While a handler runs its job stays reserved, up to the handler's timeout, where the server has TRACK.</summary>
public sealed class ReservationTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly LogWatch _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task The_reservation_of_a_running_job_is_extended_at_half_of_its_time_by_all_of_it()
    {
        await using var worker = await StartAsync();
        await HoldAsync(worker, Probe.Job("job-0001") with { ReserveFor = 2 * Minute });
        var start = worker.Time.GetUtcNow();

        worker.Time.Advance(Minute);
        await _log.SeesAsync("stays reserved");
        worker.Time.Advance(Minute);
        await _log.SeesAsync("stays reserved", times: 2);

        await worker.Server.SeesAsync($"TRACK job-0001 until {start + (3 * Minute):HH:mm:ss}");
        await worker.Server.SeesAsync($"TRACK job-0001 until {start + (4 * Minute):HH:mm:ss}");
    }

    [Fact]
    public async Task A_job_that_runs_far_beyond_its_first_reservation_is_acknowledged()
    {
        await using var worker = await StartAsync(options => options.Concurrency = 1);
        var context = await HoldAsync(worker, Probe.Job("job-0001") with { ReserveFor = Minute });

        for (var extension = 1; extension <= 6; extension++)
        {
            worker.Time.Advance(Minute / 2);
            await _log.SeesAsync("stays reserved", extension);
        }

        worker.Probe.Release("job-0001");

        await worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("ACK job-0001", StringComparison.Ordinal)));
        Assert.Equal(CancellationReason.None, context.CancellationReason);
    }

    [Fact]
    public async Task Extensions_of_many_jobs_go_out_together_over_the_heartbeats_connection()
    {
        await using var worker = await StartAsync();
        await HoldAsync(worker, Probe.Job("job-0001") with { ReserveFor = 2 * Minute });
        worker.Time.Advance(TimeSpan.FromSeconds(4));
        await HoldAsync(worker, Probe.Job("job-0002") with { ReserveFor = 2 * Minute });

        worker.Time.Advance(Minute - TimeSpan.FromSeconds(4));

        await worker.Server.SeesAsync(log => Tracks(log) == 2);
        var beating = worker.Server.Log.First(entry => entry.EndsWith(" BEAT", StringComparison.Ordinal)).Split(' ')[0];
        Assert.All(worker.Server.Log.Where(entry => entry.Contains("TRACK", StringComparison.Ordinal)), entry => Assert.StartsWith(beating + " ", entry, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_extended_for_a_job_that_ends_in_time_or_may_not_outlast_its_reservation()
    {
        await using var worker = await StartAsync(options => options.JobTimeout = Minute);
        await HoldAsync(worker, Probe.Job("job-0001") with { ReserveFor = Minute });
        await HoldAsync(worker, Probe.Job("job-0002"));
        worker.Probe.Release("job-0001");
        await worker.Server.SeesAsync(" ACK job-0001");

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(" FAIL job-0002 JobTimeout The job ran longer than its timeout and was cancelled."));

        Assert.Equal(0, Tracks(worker.Server.Log));
    }

    [Fact]
    public async Task The_extensions_end_with_the_handlers_timeout_and_the_job_fails_as_JobTimeout()
    {
        await using var worker = await StartAsync(options => options.JobTimeout = TimeSpan.FromSeconds(170));
        var start = worker.Time.GetUtcNow();
        var context = await HoldAsync(worker, Probe.Job("job-0001") with { ReserveFor = Minute });

        for (var extension = 1; extension <= 5; extension++)
        {
            worker.Time.Advance(Minute / 2);
            await _log.SeesAsync("stays reserved", extension);
        }

        Assert.Equal(CancellationReason.None, context.CancellationReason);
        worker.Time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(CancellationReason.Timeout, context.CancellationReason);
        await worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("FAIL job-0001 JobTimeout", StringComparison.Ordinal)));

        // Half a minute more, so that the FAIL is not too late.
        var last = worker.Server.Log.Last(entry => entry.Contains("TRACK", StringComparison.Ordinal));
        Assert.EndsWith($"until {start + TimeSpan.FromSeconds(200):HH:mm:ss}", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_timeout_of_its_own_a_job_may_run_for_a_day()
    {
        await using var worker = await StartAsync();
        var context = await HoldAsync(worker, Probe.Job("job-0001") with { ReserveFor = TimeSpan.FromDays(1) });

        worker.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.Equal(CancellationReason.None, context.CancellationReason);
        worker.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(CancellationReason.Timeout, context.CancellationReason);
        await worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("FAIL job-0001 JobTimeout", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_the_server_has_no_tracking_a_job_is_cancelled_with_its_reservation_and_not_reported()
    {
        await using var worker = await StartAsync(options => options.Concurrency = 1);
        worker.Server.TrackReply = () => ScriptedReply.NoTracking;
        var context = await HoldAsync(worker, Probe.Job("job-0001") with { ReserveFor = 2 * Minute });

        worker.Time.Advance(Minute);
        await worker.Server.SeesAsync(log => Tracks(log) == 1);
        Assert.Equal(CancellationReason.None, context.CancellationReason);
        worker.Time.Advance(Minute);
        await worker.Server.SeesAsync("FETCH default", times: 2);

        Assert.Equal(CancellationReason.ReservationLost, context.CancellationReason);
        Assert.All(worker.Server.Log.Where(entry => entry.Contains("job-0001", StringComparison.Ordinal)), entry => Assert.Contains("TRACK", entry, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_without_tracking_is_asked_for_one_job_only()
    {
        await using var worker = await StartAsync();
        var asked = new ConcurrentQueue<DateTimeOffset>();
        worker.Server.TrackReply = () =>
        {
            asked.Enqueue(worker.Time.GetUtcNow());
            return asked.Count == 1 ? ScriptedReply.NoTracking : ScriptedReply.Ok;
        };
        foreach (var id in new[] { "job-0001", "job-0002", "job-0003" })
        {
            await HoldAsync(worker, Probe.Job(id) with { ReserveFor = 30 * Minute });
        }

        worker.Time.Advance(15 * Minute);
        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(log => Tracks(log) == 4));

        Assert.True(asked.ElementAt(1) - asked.ElementAt(0) >= TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task An_extension_whose_reply_was_lost_is_sent_again_over_the_next_connection()
    {
        await using var worker = await StartAsync();
        var asked = 0;
        worker.Server.TrackReply = () => Interlocked.Increment(ref asked) == 1 ? ScriptedReply.Lost : ScriptedReply.Ok;
        var context = await HoldAsync(worker, Probe.Job("job-0001") with { ReserveFor = 30 * Minute });

        worker.Time.Advance(15 * Minute);
        await worker.AdvanceUntilAsync(_log.SeesAsync("stays reserved"));

        Assert.Equal(CancellationReason.None, context.CancellationReason);
    }

    [Fact]
    public async Task A_job_whose_reservation_ends_while_the_server_is_away_is_cancelled()
    {
        await using var worker = await StartAsync();
        var context = await HoldAsync(worker, Probe.Job("job-0001") with { ReserveFor = Minute });
        worker.Server.Down = true;
        worker.Server.Cut();
        var cancelled = new TaskCompletionSource();
        context.CancellationToken.Register(cancelled.SetResult);

        await worker.AdvanceUntilAsync(cancelled.Task);

        Assert.Equal(CancellationReason.ReservationLost, context.CancellationReason);
    }

    [Fact]
    public async Task A_job_that_ignores_its_timeout_for_too_long_is_not_reported()
    {
        await using var worker = await StartAsync(options =>
        {
            options.Concurrency = 1;
            options.JobTimeout = Minute;
        });
        worker.Probe.Script = async (context, token) =>
        {
            await worker.Probe.HoldAsync(context, token);
            throw new InvalidOperationException("too late");
        };
        worker.Server.Enqueue(Probe.Job("job-0001") with { ReserveFor = Minute });
        var context = await worker.Probe.StartedAsync("job-0001");
        worker.Time.Advance(3 * Minute);
        Assert.Equal(CancellationReason.Timeout, context.CancellationReason);

        worker.Probe.Release("job-0001");
        await worker.Server.SeesAsync("FETCH default", times: 2);

        Assert.DoesNotContain(worker.Server.Log, entry => entry.Contains("FAIL", StringComparison.Ordinal));
    }

    private Task<TestWorker> StartAsync(Action<FaktoryWorkerOptions>? options = null) =>
        TestWorker.StartAsync(options, services: services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(_log)));

    private static async Task<JobContext> HoldAsync(TestWorker worker, Job job)
    {
        await worker.Server.SeesAsync(" BEAT");
        worker.Probe.Script = worker.Probe.HoldPolitelyAsync;
        worker.Server.Enqueue(job);
        return await worker.Probe.StartedAsync(job.Id);
    }

    private static int Tracks(IEnumerable<string> log) => log.Count(entry => entry.Contains(" TRACK ", StringComparison.Ordinal));
}
