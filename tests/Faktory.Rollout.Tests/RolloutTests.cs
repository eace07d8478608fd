using System.Diagnostics;
using Faktory.Rollout.Tests.Judging;
using Faktory.Rollout.Tests.Pods;
using Faktory.Rollout.Tests.Traffic;
using Faktory.Server.Host.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Rollout.Tests;

/// <summary>A deployment without a cluster: what Kubernetes does to pods is done to processes, while jobs and chains go on.</summary>
public sealed class RolloutTests
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rollout_of_workers_and_server_and_a_lost_node_lose_nothing_and_hold_no_job_for_too_long()
    {
        await using var cluster = await Cluster.StartAsync();
        try
        {
            await RehearseAsync(cluster);
        }
        catch
        {
            TestContext.Current.TestOutputHelper!.WriteLine(await cluster.EndAsync());
            throw;
        }
    }

    private static async Task RehearseAsync(Cluster cluster)
    {
        await using var services = new ServiceCollection().AddLogging().AddFaktoryClient(options =>
        {
            options.Url = cluster.Url;
            options.CommandTimeout = Cluster.CommandTimeout;
        }).Services.BuildServiceProvider();
        var client = services.GetRequiredService<IFaktoryClient>();
        var producer = new Producer(client);
        producer.Start();

        var drained = new List<Departure> { await cluster.RollWorkerAsync(0), await cluster.RollWorkerAsync(1) };
        var outage = Stopwatch.StartNew();
        var server = await cluster.RollServerAsync();
        outage.Stop();
        var lost = await cluster.LoseWorkerAsync(0);
        drained.Add(await cluster.RollWorkerAsync(2));
        producer.EndLongJobs();
        await cluster.TakenOverAsync(lost);
        await producer.StopAsync();
        var end = await EverythingDoneAsync(services.GetRequiredService<IFaktoryAdmin>());

        var judge = new Judge(cluster.Executions(), producer.Jobs.Keys);
        var broken = judge.Examine().ToList();
        foreach (var (bid, chain) in producer.Chains)
        {
            broken.AddRange(judge.ExamineChain(chain, (await client.GetBatchTreeAsync(bid, Cancel))!));
        }

        var stopped = await cluster.StopAsync();
        var (afterDrain, afterKill) = (judge.Repeats.Where(repeat => !repeat.IsAfterKill).ToList(), judge.Repeats.Where(repeat => repeat.IsAfterKill).ToList());
        new Figures()
            .Add("single jobs pushed, long ones included", producer.Jobs.Count)
            .Add("chains started", producer.Chains.Count)
            .Add("different jobs executed, callbacks included", judge.JobCount)
            .Add("promises broken", broken.Count)
            .Add("handed back by a worker that drained", afterDrain.Count)
            .Add("taken from the worker that was killed", afterKill.Count)
            .Add("of these, in the middle of building a stage", afterKill.Count(repeat => repeat.First.IsBuilder))
            .Add("of these, run to their end twice", judge.Duplicates)
            .Add("readiness failed so long after SIGTERM", drained.Select(departure => departure.UnreadyAfter ?? TimeSpan.MaxValue))
            .Add("workers were gone so long after SIGTERM", drained.Select(departure => departure.Duration))
            .Add("longest hold of a job after SIGTERM", Longest(afterDrain))
            .Add("longest hold of a job after SIGKILL", Longest(afterKill))
            .Add("server gone so long after SIGTERM, ready again after", server.Duration, outage.Elapsed)
            .Add("longest wait of the producer for an answer", producer.LongestWait)
            .Print();

        Assert.True(broken.Count == 0, string.Join('\n', broken));
        Assert.All(drained, AssertInOrder);
        Assert.All(drained, departure => Assert.Contains(afterDrain, repeat => repeat.First.Pod == departure.Pod && repeat.First.IsLong));
        Assert.Contains(afterKill, repeat => repeat.First.Pod == lost && repeat.First.IsLong);
        Assert.All(stopped.Prepend(server), departure => Assert.Equal((0, null), (departure.ExitCode, departure.Pod.KilledAt)));
        Assert.Equal((judge.JobCount, 0L, 0L), (end.TotalProcessed, end.TotalFailures, end.Dead));
    }

    /// <summary>No kubelet would have had to kill it, and no more requests would have been sent to it.</summary>
    private static void AssertInOrder(Departure departure)
    {
        Assert.Equal((0, null, true), (departure.ExitCode, departure.Pod.KilledAt, departure.WasAlive));
        Assert.NotNull(departure.UnreadyAfter);
    }

    private static TimeSpan Longest(List<Repeat> repeats) => repeats.Select(repeat => repeat.Hold).DefaultIfEmpty().Max();

    private static Task<ServerInfo> EverythingDoneAsync(IFaktoryAdmin admin) => Eventually.GetAsync(
        () => admin.GetInfoAsync(Cancel),
        info => info is { TotalEnqueued: 0, Working: 0, Retries: 0, Scheduled: 0 },
        "all jobs to be done",
        BetweenLooks);
}
