namespace Faktory.Worker.Tests.Outages;

/// <summary>A worker behind a network that breaks again and again, and whose server comes and goes: no job is lost.</summary>
public sealed class UnreliableNetworkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_jobs_are_executed_over_connections_that_are_cut_delayed_and_half_closed()
    {
        const int jobs = 10_000, every = 150;
        await using var server = await LocalServer.StartAsync(workerLostAfter: TimeSpan.FromSeconds(3));
        await using var proxy = new FaultyProxy(server.EndPoint);
        var random = new Random(7);
        var tally = new Tally(jobs)
        {
            OnExecution = count =>
            {
                if (count % every == 0)
                {
                    lock (random)
                    {
                        proxy.Disturb((Fault)random.Next(Enum.GetValues<Fault>().Length), random);
                    }
                }
            },
        };
        await server.Client.PushManyAsync(tally.Jobs, Cancel);

        await RunAsync(server, proxy.Url, tally);

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{jobs} jobs, {tally.Executions} executions, {tally.Repeated.Count} jobs executed more than once; {string.Join(", ", proxy.Faults.Select(fault => $"{fault.Key} {fault.Value}"))}");
        Assert.InRange(proxy.Faults.Values.Sum(), jobs / every / 2, int.MaxValue);
        Assert.Equal([], tally.Repeated.Except(proxy.Excused));
        await AssertSettledAsync(server, jobs);
    }

    [Fact]
    public async Task A_server_that_restarts_under_load_loses_no_job()
    {
        const int jobs = 3_000, restarts = 3;
        var file = Path.Combine(Directory.CreateTempSubdirectory("faktory-restart-").FullName, "faktory.db");
        var server = await LocalServer.StartAsync(workerLostAfter: TimeSpan.FromSeconds(3), file);
        await using var proxy = new FaultyProxy(server.EndPoint);
        var reached = Enumerable.Range(0, restarts).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var tally = new Tally(jobs)
        {
            OnExecution = count =>
            {
                if (count % 500 == 0 && count / 500 <= restarts)
                {
                    reached[(count / 500) - 1].SetResult();
                }
            },
        };
        await server.Client.PushManyAsync(tally.Jobs, Cancel);
        using var worker = tally.CreateWorker(proxy.Url);
        await worker.StartAsync(Cancel);

        foreach (var moment in reached)
        {
            await moment.Task.WaitAsync(Patience, Cancel);
            await server.DisposeAsync();
            server = await LocalServer.StartAsync(workerLostAfter: TimeSpan.FromSeconds(3), file);
            proxy.Target = server.EndPoint;
        }

        await server.QueuesEmptyAsync().WaitAsync(Patience, Cancel);
        await worker.StopAsync(Cancel);
        await FinishAsync(server, tally);

        TestContext.Current.TestOutputHelper!.WriteLine($"{jobs} jobs, {tally.Executions} executions, {tally.Repeated.Count} jobs executed more than once, {restarts} restarts");
        await AssertSettledAsync(server, jobs);
        await server.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    private static async Task RunAsync(LocalServer server, string url, Tally tally)
    {
        using (var worker = tally.CreateWorker(url))
        {
            await worker.StartAsync(Cancel);
            await server.QueuesEmptyAsync().WaitAsync(Patience, Cancel);
            await worker.StopAsync(Cancel);
        }

        await FinishAsync(server, tally);
    }

    /// <summary>A second worker gets what was on its way to the first one when its connection broke.</summary>
    private static async Task FinishAsync(LocalServer server, Tally tally)
    {
        using var second = tally.CreateWorker(server.Url);
        await second.StartAsync(Cancel);
        await Task.WhenAny(tally.Complete, Task.Delay(Patience, Cancel));
        await second.StopAsync(Cancel);
        Assert.Equal([], tally.Missing);
    }

    private static async Task AssertSettledAsync(LocalServer server, int jobs)
    {
        var info = await server.InfoAsync();
        Assert.Equal((jobs, 0, 0, 0), (info.TotalProcessed, info.TotalFailures, info.Working, info.TotalEnqueued));
    }
}
