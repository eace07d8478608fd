using System.Globalization;

namespace Faktory.Worker.Tests.Beating;

/// <summary>Lesson 12: the heartbeats of others died under saturation, after a server restart, after one error.</summary>
public sealed class HeartbeatLessonTests
{
    private const int Beats = 6;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    public async Task Lesson_12_A_worker_whose_every_slot_is_held_up_keeps_beating(int concurrency)
    {
        await using var worker = await TestWorker.StartAsync(options => options.Concurrency = concurrency);
        worker.Probe.Script = worker.Probe.HoldAsync;
        await SaturateAsync(worker, concurrency);

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(" BEAT", Beats));

        Assert.DoesNotContain(worker.Server.Log, entry => entry.Contains("ACK", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lesson_12_A_worker_whose_handlers_block_their_threads_keeps_beating()
    {
        const int concurrency = 20;
        await using var worker = await TestWorker.StartAsync(options => options.Concurrency = concurrency);
        worker.Probe.Script = (context, stop) =>
        {
            // What an application should not do, and does: wait for a task with its thread.
            worker.Probe.HoldAsync(context, stop).GetAwaiter().GetResult();
            return Task.CompletedTask;
        };
        await SaturateAsync(worker, concurrency);

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(" BEAT", Beats));
    }

    [Fact]
    public async Task Lesson_12_A_saturated_worker_beats_again_after_a_restart_of_the_server()
    {
        await using var worker = await TestWorker.StartAsync(options => options.Concurrency = 5);
        worker.Probe.Script = worker.Probe.HoldAsync;
        await SaturateAsync(worker, 5);
        await worker.Server.SeesAsync(" BEAT");

        worker.Server.Down = true;
        worker.Server.Cut();
        await worker.AdvanceUntilAsync(worker.Server.SeesAsync("REFUSED", 5));
        var before = worker.Server.Log.Count;
        worker.Server.Down = false;

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(log => Beaten(log.Skip(before)) >= Beats));
    }

    [Theory]
    [InlineData("ERR storage unavailable")]
    [InlineData("ERR invalid BEAT {}")]
    [InlineData("ERR unknown worker w")]
    public async Task Lesson_12_A_worker_beats_again_after_an_error_in_reply_to_one_BEAT(string error)
    {
        await using var worker = await TestWorker.StartAsync();
        await worker.Server.SeesAsync(" BEAT");
        var replies = 0;
        worker.Server.Order = _ => Interlocked.Increment(ref replies) == 1 ? throw new FaktoryException(error) : Client.WorkerOrder.Run;

        await worker.AdvanceUntilAsync(worker.Server.SeesAsync(" BEAT", Beats));

        Assert.True(replies >= Beats - 1);
    }

    private static async Task SaturateAsync(TestWorker worker, int concurrency)
    {
        string[] ids = [.. Enumerable.Range(0, concurrency).Select(number => string.Create(CultureInfo.InvariantCulture, $"job-{number:0000}"))];
        worker.Server.Enqueue(ids.Select(id => Probe.Job(id)));
        foreach (var id in ids)
        {
            await worker.Probe.StartedAsync(id);
        }
    }

    private static int Beaten(IEnumerable<string> log) => log.Count(entry => entry.EndsWith(" BEAT", StringComparison.Ordinal));
}
