using System.Collections.Concurrent;
using System.Globalization;
using Faktory.CrashWorker;
using Faktory.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker.Tests.Crash;

/// <summary>LESSON 7: a callback killed after k of n pushes builds its stage exactly once when it runs again, for every k.</summary>
public sealed class KilledBuilderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int> Moments => [.. Enumerable.Range(CrashMoment.ParentOpened, CrashMoment.Committed + 1)];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Lesson_7_a_callback_killed_at_any_moment_builds_the_next_stage_once(int moment)
    {
        var folder = Directory.CreateTempSubdirectory("faktory-killed-");
        using var server = ServerOn(folder.FullName);
        await server.StartAsync(Cancel);
        var url = $"tcp://{server.Services.GetServices<IHostedService>().OfType<FaktoryServerService>().Single().EndPoint}";
        var survivor = new Witness();
        using var worker = WorkerOf(url, survivor);
        var client = worker.Services.GetRequiredService<IFaktoryClient>();
        var bid = await client.StartBatchAsync(Chain.Define("killed"), Cancel);

        await RunUntilKilledAsync(url, moment);
        await worker.StartAsync(Cancel);
        await survivor.ChainFinished.WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        await worker.StopAsync(Cancel);
        var tree = await client.GetBatchTreeAsync(bid, Cancel);
        Assert.Equal(BatchState.Succeeded, tree!.Status.State);
        Assert.Equal(["1", "2"], tree.Children.Select(child => child.Status.Description));
        Assert.Equal(Chain.JobsInStageTwo, tree.Children[1].Status.Total);
        Assert.Equal(Enumerable.Range(0, Chain.JobsInStageTwo), survivor.Numbers.Order());
        await server.StopAsync(Cancel);
        folder.Delete(recursive: true);
    }

    private static IHost ServerOn(string folder)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddFaktoryServer(options =>
        {
            options.Enabled = true;
            options.Listen = "127.0.0.1:0";
            options.WorkerLostAfter = TimeSpan.FromMilliseconds(200);
        }).UseSqlite(Path.Combine(folder, "faktory.db"));
        return builder.Build();
    }

    private static IHost WorkerOf(string url, Witness witness)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<ICrashPoint>(witness);
        builder.Services.AddFaktoryClient(options => options.Url = url);
        builder.Services.AddFaktoryWorker().AddHandler<StageOne>().AddHandler<StageOneDone>().AddHandler<StageTwo>().AddHandler<ChainFinished>();
        return builder.Build();
    }

    private static async Task RunUntilKilledAsync(string url, int moment)
    {
        using var process = CrashWorkerProcess.Start(("FAKTORY_URL", url), ("CrashAt", moment.ToString(CultureInfo.InvariantCulture)));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(Cancel);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            limit.CancelAfter(TimeSpan.FromSeconds(60));
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 137, await output);
        }
        finally
        {
            process.Kill();
        }
    }

    private sealed class Witness : ICrashPoint
    {
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentBag<int> Numbers { get; } = [];

        public Task ChainFinished => _finished.Task;

        public void Reached(int moment)
        {
        }

        public void Executed(int number) => Numbers.Add(number);

        public void Finished() => _finished.SetResult();
    }
}
