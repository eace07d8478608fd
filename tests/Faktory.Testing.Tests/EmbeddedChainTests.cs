using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faktory.Testing.Tests;

/// <summary>Worker, client and server as an application puts them together, over the in-memory transport.</summary>
public sealed class EmbeddedChainTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_three_stage_chain_runs_to_its_end()
    {
        using var host = Create();
        await host.StartAsync(Cancel);
        var done = host.Services.GetRequiredService<Diary>();

        var batch = await host.Services.GetRequiredService<IFaktoryClient>().StartBatchAsync(
            new Batch("order 42")
            {
                Key = "order-42",
                Success = Job.For<Finished>(42),
                Children = [new Batch("1 reserve") { Jobs = [Job.For<Reserve>(1), Job.For<Reserve>(2), Job.For<Reserve>(3)], Success = Job.For<Reserved>(42) }],
            }, Cancel);
        await done.Finished.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        await host.StopAsync(Cancel);

        Assert.Equal(["reserve 1", "reserve 2", "reserve 3"], done.Lines.Take(3).Order());
        Assert.Equal(["reserved", "charge", "charged"], done.Lines.Skip(3).Take(3));
        Assert.Equal(["finished", "ship a", "ship b"], done.Lines.Skip(6).Order());
        Assert.Equal("finished", done.Lines.Last());
        Assert.NotEmpty(batch);
    }

    [Fact]
    public async Task A_job_that_runs_when_the_host_stops_is_acknowledged()
    {
        using var host = Create();
        await host.StartAsync(Cancel);
        var diary = host.Services.GetRequiredService<Diary>();
        await host.Services.GetRequiredService<IFaktoryClient>().PushAsync(Job.For<Slow>(), Cancel);
        await diary.SlowStarted.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        var watch = Stopwatch.StartNew();
        var stopped = host.StopAsync(Cancel);
        diary.SlowMayEnd.SetResult();
        await stopped;

        Assert.Contains("slow done", diary.Lines);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task Many_jobs_run_once_each()
    {
        using var host = Create();
        await host.StartAsync(Cancel);
        var diary = host.Services.GetRequiredService<Diary>();
        diary.Expected = 20_000;

        var watch = Stopwatch.StartNew();
        await host.Services.GetRequiredService<IFaktoryClient>().PushManyAsync(Enumerable.Range(0, diary.Expected).Select(number => Job.For<Count>(number)), Cancel);
        await diary.Counted.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        TestContext.Current.TestOutputHelper?.WriteLine($"{diary.Expected / watch.Elapsed.TotalSeconds:F0} jobs/s");
        await host.StopAsync(Cancel);

        Assert.Equal(diary.Expected, diary.Numbers.Distinct().Count());
        Assert.Equal(diary.Expected, diary.Numbers.Count);
    }

    private static IHost Create()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddFaktoryServer(options => options.Listen = "").UseInMemory();
        builder.Services.AddSingleton<Diary>();
        builder.Services.AddFaktoryWorker()
            .AddHandler<Reserve>().AddHandler<Reserved>().AddHandler<Charge>().AddHandler<Charged>().AddHandler<Ship>().AddHandler<Finished>()
            .AddHandler<Slow>().AddHandler<Count>();
        return builder.Build();
    }

    private sealed class Diary
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ConcurrentQueue<int> Numbers { get; } = new();

        public int Expected { get; set; }

        public TaskCompletionSource Finished { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource SlowStarted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource SlowMayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Counted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task WriteAsync(string line)
        {
            Lines.Enqueue(line);
            return Task.CompletedTask;
        }
    }

    [JobHandler("reserve")]
    private sealed class Reserve(Diary diary) : IJobHandler<int>
    {
        public Task HandleAsync(int args, JobContext context, CancellationToken cancellationToken) => diary.WriteAsync($"reserve {args}");
    }

    [JobHandler("reserved")]
    private sealed class Reserved(Diary diary) : IJobHandler<int>
    {
        public async Task HandleAsync(int args, JobContext context, CancellationToken cancellationToken)
        {
            await diary.WriteAsync("reserved");
            await context.AddStageAsync(new Batch("2 charge") { Jobs = [Job.For<Charge>(args)], Success = Job.For<Charged>(args) }, cancellationToken);
        }
    }

    [JobHandler("charge")]
    private sealed class Charge(Diary diary) : IJobHandler<int>
    {
        public Task HandleAsync(int args, JobContext context, CancellationToken cancellationToken) => diary.WriteAsync("charge");
    }

    [JobHandler("charged")]
    private sealed class Charged(Diary diary) : IJobHandler<int>
    {
        public async Task HandleAsync(int args, JobContext context, CancellationToken cancellationToken)
        {
            await diary.WriteAsync("charged");
            await using var parent = await context.OpenParentBatchAsync(cancellationToken);
            await using var stage = await parent.BeginStageAsync(new Batch("3 ship"), cancellationToken);
            await stage.PushManyAsync([Job.For<Ship>("a"), Job.For<Ship>("b")], cancellationToken);
            await stage.CommitAsync(cancellationToken);
        }
    }

    [JobHandler("ship")]
    private sealed class Ship(Diary diary) : IJobHandler<string>
    {
        public Task HandleAsync(string args, JobContext context, CancellationToken cancellationToken) => diary.WriteAsync($"ship {args}");
    }

    [JobHandler("finished")]
    private sealed class Finished(Diary diary) : IJobHandler<int>
    {
        public async Task HandleAsync(int args, JobContext context, CancellationToken cancellationToken)
        {
            await diary.WriteAsync("finished");
            diary.Finished.TrySetResult();
        }
    }

    [JobHandler("slow")]
    private sealed class Slow(Diary diary) : IJobHandler
    {
        public async Task HandleAsync(JobContext context, CancellationToken cancellationToken)
        {
            diary.SlowStarted.SetResult();
            await diary.SlowMayEnd.Task.WaitAsync(cancellationToken);
            await diary.WriteAsync("slow done");
        }
    }

    [JobHandler("count")]
    private sealed class Count(Diary diary) : IJobHandler<int>
    {
        public Task HandleAsync(int args, JobContext context, CancellationToken cancellationToken)
        {
            diary.Numbers.Enqueue(args);
            if (diary.Numbers.Count == diary.Expected)
            {
                diary.Counted.TrySetResult();
            }

            return Task.CompletedTask;
        }
    }
}
