using System.Collections.Concurrent;
using System.Diagnostics;
using Faktory.CrashWorker;
using Faktory.Worker.Tests.Outages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker.Tests.Crash;

/// <summary>LESSON 11: a worker process that is stopped, or killed, in the middle of long jobs, and the worker that takes its place.</summary>
public sealed class DeployTests
{
    private const int Jobs = 4;
    private static readonly TimeSpan HostShutdownTimeout = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lesson_11_After_SIGTERM_the_worker_leaves_in_time_and_its_jobs_run_at_once_elsewhere_without_a_failure()
    {
        await using var server = await LocalServer.StartAsync(workerLostAfter: TimeSpan.FromMinutes(10));
        var bid = await server.Client.StartBatchAsync(Chain(), Cancel);
        using var first = EndlessWorker.Start(server.Url, Jobs);
        await first.StartedAsync(Jobs);

        var stopwatch = Stopwatch.StartNew();
        await first.SignalAsync("TERM");
        var (code, _) = await first.ExitAsync();

        Assert.Equal(0, code);
        Assert.InRange(stopwatch.Elapsed, TimeSpan.Zero, HostShutdownTimeout);
        await AssertFinishedBySecondWorkerAsync(server, bid);
    }

    [Fact]
    public async Task Lesson_11_After_SIGKILL_the_batch_is_completed_by_another_worker()
    {
        await using var server = await LocalServer.StartAsync(workerLostAfter: TimeSpan.FromMilliseconds(200));
        var bid = await server.Client.StartBatchAsync(Chain(), Cancel);
        using var first = EndlessWorker.Start(server.Url, Jobs);
        await first.StartedAsync(Jobs);

        await first.SignalAsync("KILL");
        await first.ExitAsync();

        await AssertFinishedBySecondWorkerAsync(server, bid);
    }

    [Fact]
    public async Task C_105_SIGTSTP_quiets_the_worker_and_SIGTERM_hands_its_job_back()
    {
        await using var server = await LocalServer.StartAsync(workerLostAfter: TimeSpan.FromMinutes(10));
        await using var proxy = new FaultyProxy(server.EndPoint);
        await server.Client.PushAsync(Job.Create(Endless.Type), Cancel);
        using var worker = EndlessWorker.Start(proxy.Url, concurrency: 2);
        await worker.StartedAsync(1);
        var quiet = proxy.SeesAsync("{\"state\":\"quiet\"}");
        var terminate = proxy.SeesAsync("{\"state\":\"terminate\"}");

        await worker.SignalAsync("TSTP");
        await quiet.WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        await server.Client.PushAsync(Job.Create(Endless.Type), Cancel);
        var before = await server.InfoAsync();
        Assert.Equal((1, 1, false), (before.Working, before.TotalEnqueued, worker.HasExited));

        await worker.SignalAsync("TERM");
        await terminate.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        var (code, startedWhenQuiet) = await worker.ExitAsync();

        Assert.Equal((0, 0), (code, startedWhenQuiet));
        var info = await server.InfoAsync();
        Assert.Equal((0, 2, 0), (info.Working, info.TotalEnqueued, info.TotalFailures));
    }

    private static Batch Chain() => new("deploy")
    {
        Jobs = Enumerable.Range(0, Jobs).Select(_ => Job.Create(Endless.Type)),
        Success = Job.Create("deploy.done"),
    };

    private static async Task AssertFinishedBySecondWorkerAsync(LocalServer server, string bid)
    {
        var successor = new Successor();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(successor);
        builder.Services.AddFaktoryClient(options => options.Url = server.Url);
        builder.Services.AddFaktoryWorker(options => options.Queues = "default").AddHandler<Takeover>();
        using var host = builder.Build();
        await host.StartAsync(Cancel);
        await successor.Done.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        await host.StopAsync(Cancel);

        Assert.Equal(Jobs, successor.Executed.Count);
        Assert.All(successor.Executed, context => Assert.Equal((1, null), (context.Attempt, context.LastFailure)));
        Assert.Equal(BatchState.Succeeded, (await server.Client.GetBatchStatusAsync(bid, Cancel))!.State);
        Assert.Equal(0, (await server.InfoAsync()).TotalFailures);
    }

    internal sealed class Successor
    {
        public ConcurrentBag<JobContext> Executed { get; } = [];

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [JobHandler(Endless.Type)]
    [JobHandler("deploy.done")]
    internal sealed class Takeover(Successor successor) : IJobHandler
    {
        public Task HandleAsync(JobContext context, CancellationToken cancellationToken)
        {
            if (context.Callback is null)
            {
                successor.Executed.Add(context);
            }
            else
            {
                successor.Done.SetResult();
            }

            return Task.CompletedTask;
        }
    }
}
