using Faktory.Protocol;

namespace Faktory.Worker.Tests.Fetching;

public sealed class FetchLoopTests
{
    [Fact]
    public async Task A_job_runs_in_a_scope_of_its_own_and_is_acknowledged()
    {
        await using var worker = await TestWorker.StartAsync();

        worker.Server.Enqueue(Probe.Job("job-0001"), Probe.Job("job-0002"));

        await worker.Server.SeesAsync(log => Acks(log) == 2);
        Assert.Equal(2, worker.Probe.Scopes.Distinct().Count());
    }

    [Fact]
    public async Task A_result_goes_out_in_one_write_with_the_next_fetch_and_before_it()
    {
        await using var worker = await TestWorker.StartAsync(options => options.Concurrency = 1);

        worker.Server.Enqueue(Probe.Job("job-0001"));

        await worker.Server.SeesAsync("ACK job-0001 + FETCH default");
    }

    [Fact]
    public async Task While_a_fetch_is_parked_a_result_takes_the_report_connection()
    {
        await using var worker = await TestWorker.StartAsync(options => options.Concurrency = 2);
        worker.Probe.Script = worker.Probe.HoldAsync;
        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Probe.StartedAsync("job-0001");
        await worker.Server.SeesAsync("FETCH default", times: 2);

        worker.Probe.Release("job-0001");

        await worker.Server.SeesAsync(" ACK job-0001");
        var fetching = worker.Server.Log.First(entry => entry.EndsWith("FETCH default", StringComparison.Ordinal)).Split(' ')[0];
        Assert.DoesNotContain(worker.Server.Log, entry => entry == $"{fetching} ACK job-0001");
    }

    [Fact]
    public async Task Where_only_the_reply_waits_a_result_stays_with_the_fetches_while_jobs_keep_coming()
    {
        await using var worker = TestWorker.Create(options => options.Concurrency = 2);
        worker.Server.Extensions.Add(FaktoryExtensions.FetchPipelined);
        worker.Probe.Script = worker.Probe.HoldAsync;
        await worker.Host.StartAsync(TestContext.Current.CancellationToken);
        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Probe.StartedAsync("job-0001");
        await worker.Server.SeesAsync("FETCH default", times: 2);

        worker.Probe.Release("job-0001");

        await worker.Server.SeesAsync("ACK job-0001 + FETCH default");
    }

    [Fact]
    public async Task No_more_is_ever_reserved_than_there_are_slots()
    {
        await using var worker = await TestWorker.StartAsync(options => options.Concurrency = 5);

        worker.Server.Enqueue(Enumerable.Range(0, 500).Select(number => Probe.Job($"job-{number:0000}")));

        await worker.Server.SeesAsync(log => Acks(log) == 500);
        Assert.InRange(worker.Server.MostReserved, 2, 5);
    }

    [Fact]
    public async Task Full_slots_fetch_nothing()
    {
        await using var worker = await TestWorker.StartAsync(options => options.Concurrency = 2);
        worker.Probe.Script = worker.Probe.HoldAsync;
        worker.Server.Enqueue(Probe.Job("job-0001"), Probe.Job("job-0002"), Probe.Job("job-0003"));
        await worker.Probe.StartedAsync("job-0001");
        await worker.Probe.StartedAsync("job-0002");

        Assert.Equal(2, worker.Server.MostReserved);

        worker.Probe.Release("job-0001");
        await worker.Probe.StartedAsync("job-0003");
        Assert.Equal(2, worker.Server.MostReserved);
    }

    [Fact]
    public async Task A_lost_connection_is_made_again_with_the_same_worker_id()
    {
        await using var worker = await TestWorker.StartAsync();
        await worker.Server.SeesAsync("FETCH default");
        await worker.Server.SeesAsync(" BEAT");

        worker.Server.Cut();
        await worker.AdvanceUntilAsync(worker.Server.SeesAsync("FETCH default", times: 2));
        worker.Server.Enqueue(Probe.Job("job-0001"));

        await worker.Server.SeesAsync(log => Acks(log) == 1);
        Assert.Single(worker.Server.Identities.Select(identity => identity.Wid).Distinct());
        Assert.All(worker.Server.Identities, identity => Assert.True(identity.Release));
    }

    [Fact]
    public async Task A_server_that_is_down_at_the_start_is_tried_again_with_growing_waits()
    {
        await using var worker = TestWorker.Create();
        worker.Server.Down = true;
        await worker.Host.StartAsync(TestContext.Current.CancellationToken);

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync("REFUSED", times: 6));
        worker.Server.Down = false;

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync("FETCH default"));
    }

    [Fact]
    public async Task An_ack_whose_reply_was_lost_is_sent_again()
    {
        await using var worker = await TestWorker.StartAsync(options => options.Concurrency = 1);
        var losses = 0;
        worker.Server.ResultReply = _ => Interlocked.Increment(ref losses) == 1 ? ScriptedReply.Lost : ScriptedReply.Ok;

        worker.Server.Enqueue(Probe.Job("job-0001"), Probe.Job("job-0002"));

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(log => Acks(log, "job-0001") == 2 && Acks(log, "job-0002") == 1));
        Assert.Equal(1, worker.Server.MostReserved);
    }

    [Fact]
    public async Task An_ack_is_not_sent_any_more_once_its_reservation_has_ended()
    {
        await using var worker = await TestWorker.StartAsync(options => options.Concurrency = 1);
        worker.Server.ResultReply = _ =>
        {
            worker.Server.Down = true;
            return ScriptedReply.Lost;
        };
        worker.Server.Enqueue(Probe.Job("job-0001") with { ReserveFor = TimeSpan.FromMinutes(1) });
        await worker.Server.SeesAsync("ACK job-0001 + FETCH default");
        await worker.Server.SeesAsync("REFUSED");

        worker.Time.Advance(TimeSpan.FromMinutes(1));
        worker.Server.Down = false;
        await worker.AdvanceUntilAsync(worker.Server.SeesAsync("FETCH default", times: 3));

        Assert.Equal(1, Acks(worker.Server.Log));
    }

    [Fact]
    public async Task A_fail_that_the_server_had_already_taken_is_done()
    {
        await using var worker = await TestWorker.StartAsync(options => options.Concurrency = 1);
        worker.Probe.Script = (_, _) => throw new InvalidOperationException("broken");
        var tries = 0;
        worker.Server.ResultReply = _ => Interlocked.Increment(ref tries) switch
        {
            1 => ScriptedReply.Lost,
            2 => new ScriptedReply("ERR Job not found job-0001"),
            _ => ScriptedReply.Ok,
        };

        worker.Server.Enqueue(Probe.Job("job-0001"), Probe.Job("job-0002"));

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("FAIL job-0002", StringComparison.Ordinal))));
        Assert.Equal(2, worker.Server.Log.Count(entry => entry.Contains("FAIL job-0001", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ERR Job not found job-0001")]
    [InlineData("ERR invalid ACK {}")]
    [InlineData("ERR the result of job job-0001 is no JSON; the job is not acknowledged")]
    public async Task A_report_that_the_server_will_never_take_is_dropped(string error)
    {
        await using var worker = await TestWorker.StartAsync(options => options.Concurrency = 1);
        worker.Server.ResultReply = command => command.Contains("job-0001", StringComparison.Ordinal) ? new ScriptedReply(error) : ScriptedReply.Ok;

        worker.Server.Enqueue(Probe.Job("job-0001"), Probe.Job("job-0002"), Probe.Job("job-0003"));

        // The clock stands still: a report that waits to be repeated would keep its slot. (The FETCH of the second job went out with it.)
        await worker.Server.SeesAsync(log => Acks(log, "job-0003") == 1);
        Assert.InRange(Acks(worker.Server.Log, "job-0001"), 1, 2);
    }

    [Fact]
    public async Task A_report_that_the_server_cannot_take_now_is_repeated_until_it_can()
    {
        await using var worker = await TestWorker.StartAsync(options => options.Concurrency = 1);
        var refusals = 0;
        worker.Server.ResultReply = _ => Interlocked.Increment(ref refusals) <= 5 ? new ScriptedReply("ERR storage unavailable") : ScriptedReply.Ok;

        worker.Server.Enqueue(Probe.Job("job-0001"));

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(log => Acks(log) == 6));
    }

    [Fact]
    public async Task A_connection_that_swallows_everything_is_made_again()
    {
        await using var worker = await TestWorker.StartAsync();
        await worker.Server.SeesAsync("FETCH default");
        var start = worker.Time.GetUtcNow();

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync("FETCH default", times: 2));

        Assert.True(worker.Time.GetUtcNow() - start >= TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_job_that_runs_longer_than_its_timeout_fails_as_such()
    {
        await using var worker = await TestWorker.StartAsync(options => options.JobTimeout = TimeSpan.FromSeconds(30));
        worker.Probe.Script = worker.Probe.HoldPolitelyAsync;
        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Probe.StartedAsync("job-0001");

        worker.Time.Advance(TimeSpan.FromSeconds(30));

        await worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("FAIL job-0001 JobTimeout", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_server_that_says_at_once_that_there_is_nothing_is_not_asked_in_a_loop()
    {
        await using var worker = await TestWorker.StartAsync();
        await worker.Server.SeesAsync("FETCH default");

        worker.Server.AnswerParkedFetches();
        worker.Server.Enqueue(Probe.Job("job-0001"));
        Assert.Equal(1, worker.Server.Log.Count(entry => entry.EndsWith("FETCH default", StringComparison.Ordinal)));
        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(log => Acks(log) == 1));
    }

    private static int Acks(IEnumerable<string> log, string jobId = "job-") =>
        log.Sum(entry => entry.Split(" + ").Count(command => command.Contains("ACK " + jobId, StringComparison.Ordinal)));
}
