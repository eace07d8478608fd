using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Testing.Tests.Hosts;

/// <summary>A run that is killed after k of n pushes, for every k: its stage is built exactly once.</summary>
public sealed class CrashTests
{
    private const int Jobs = 4;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> EveryWayAndPush =>
        [.. new[] { "AddStage", "BeginStage", "OneByOne", "Nested" }.SelectMany(way => Enumerable.Range(0, Jobs + 1).Select(push => (way, push)))];

    [Theory]
    [MemberData(nameof(EveryWayAndPush))]
    public async Task A_callback_that_is_killed_after_any_of_its_pushes_builds_its_stage_once(string way, int afterPushes)
    {
        var log = new Log { Way = way };
        await using var faktory = await StartAsync(log);
        faktory.CrashDuring<Build>(afterPushes);
        var bid = await StartChainAsync(faktory);

        var drained = await faktory.DrainAsync(Cancel);

        Assert.Equal(BatchState.Succeeded, (await faktory.Client.GetBatchStatusAsync(bid, Cancel))!.State);
        Assert.Equal(2, log.Builds);
        Assert.Equal(Enumerable.Range(0, Jobs), log.Ran.Order());
        Assert.Equal(Jobs, faktory.Pushed.For<Step>().Count);
        Assert.Equal((0, 0), (drained.Failed, drained.Waiting.Count));
        var tree = await faktory.Client.GetBatchTreeAsync(bid, Cancel);
        Assert.Equal(["1", "2"], tree!.Children.Select(child => child.Status.Description));
    }

    [Fact]
    public async Task A_callback_may_be_killed_several_times()
    {
        var log = new Log { Way = "AddStage" };
        await using var faktory = await StartAsync(log);
        for (var push = 0; push <= Jobs; push++)
        {
            faktory.CrashDuring<Build>(push);
        }

        var bid = await StartChainAsync(faktory);
        await faktory.WaitForBatchAsync(bid, Cancel);

        Assert.Equal(Jobs + 2, log.Builds);
        Assert.Equal(Enumerable.Range(0, Jobs), log.Ran.Order());
    }

    [Fact]
    public async Task Nothing_of_a_killed_run_goes_on()
    {
        var log = new Log { Way = "AddStage" };
        await using var faktory = await StartAsync(log);
        faktory.CrashDuring<Build>(2);

        await StartChainAsync(faktory);
        await faktory.DrainAsync(Cancel);

        Assert.Equal(1, log.Finallys);
    }

    [Fact]
    public async Task Pushes_through_the_client_count_too()
    {
        var log = new Log { Way = "Client" };
        await using var faktory = await StartAsync(log);
        faktory.CrashDuring<Build>(2);

        await StartChainAsync(faktory);
        await faktory.DrainAsync(Cancel);

        // They are in no batch, so the second run pushes them again.
        Assert.Equal(2 + Jobs, log.Ran.Count);
    }

    [Fact]
    public async Task A_run_that_pushes_less_than_was_said_is_an_error_of_the_test()
    {
        await using var faktory = await StartAsync(new Log { Way = "AddStage" });
        faktory.CrashDuring<Build>(Jobs + 1);

        await StartChainAsync(faktory);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => faktory.DrainAsync(Cancel));

        Assert.Contains("CrashDuring<Build>(5) killed nothing: its run ended after 4 pushes.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_no_worker_has_cannot_crash()
    {
        await using var faktory = await StartAsync(new Log());

        var error = Assert.Throws<InvalidOperationException>(() => faktory.CrashDuring<CrashTests>(1));

        Assert.Contains("No worker of this host has the handler", error.Message, StringComparison.Ordinal);
    }

    private static Task<FaktoryTestHost> StartAsync(Log log) => FaktoryTestHost.StartAsync(
        services => services.AddSingleton(log).AddFaktoryWorker().AddHandler<Build>().AddHandler<Step>().AddHandler<End>());

    private static Task<string> StartChainAsync(FaktoryTestHost faktory) => faktory.Client.StartBatchAsync(
        new Batch("chain") { Success = Job.For<End>(), Children = [new Batch("1") { Success = Job.For<Build>() }] }, Cancel);

    private sealed class Log
    {
        private int _builds;
        private int _finallys;

        public string Way { get; init; } = "";

        public int Builds => _builds;

        public int Finallys => _finallys;

        public List<int> Ran { get; } = [];

        public void Built() => Interlocked.Increment(ref _builds);

        public void Finally() => Interlocked.Increment(ref _finallys);
    }

    [JobHandler("build")]
    private sealed class Build(Log log, IFaktoryClient client) : IJobHandler
    {
        private static IEnumerable<Job> Steps(int from, int to) => Enumerable.Range(from, to - from).Select(number => Job.For<Step>(number));

        public async Task HandleAsync(JobContext context, CancellationToken cancellationToken)
        {
            log.Built();
            try
            {
                await BuildAsync(context, cancellationToken);
            }
            finally
            {
                log.Finally();
            }
        }

        private Task BuildAsync(JobContext context, CancellationToken cancellationToken) => log.Way switch
        {
            "AddStage" => context.AddStageAsync(new Batch("2") { Jobs = Steps(0, Jobs) }, cancellationToken),
            "Nested" => context.AddStageAsync(
                new Batch("2")
                {
                    Jobs = Steps(0, 1),
                    Children = [new Batch("2a") { Jobs = Steps(1, 2) }, new Batch("2b") { Children = [new Batch("2c") { Jobs = Steps(2, Jobs) }] }],
                },
                cancellationToken),
            "Client" => client.PushManyAsync(Steps(0, Jobs), cancellationToken),
            _ => StreamAsync(context, oneByOne: log.Way == "OneByOne", cancellationToken),
        };

        private static async Task StreamAsync(JobContext context, bool oneByOne, CancellationToken cancellationToken)
        {
            await using var parent = await context.OpenParentBatchAsync(cancellationToken);
            await using var stage = await parent.BeginStageAsync(new Batch("2"), cancellationToken);
            if (!oneByOne)
            {
                await stage.PushManyAsync(Steps(0, Jobs), cancellationToken);
            }
            else
            {
                foreach (var job in Steps(0, Jobs))
                {
                    await stage.PushAsync(job, cancellationToken);
                }
            }

            await stage.CommitAsync(cancellationToken);
        }
    }

    [JobHandler("step")]
    private sealed class Step(Log log) : IJobHandler<int>
    {
        public Task HandleAsync(int args, JobContext context, CancellationToken cancellationToken)
        {
            lock (log.Ran)
            {
                log.Ran.Add(args);
            }

            return Task.CompletedTask;
        }
    }

    [JobHandler("end")]
    private sealed class End : IJobHandler
    {
        public Task HandleAsync(JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
