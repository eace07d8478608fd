using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faktory.Testing.Tests;

/// <summary>Stages that handlers add, on the embedded server: each is built once, whatever the handler does besides.</summary>
public sealed class EmbeddedStageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_callback_that_throws_after_it_added_its_stages_builds_each_of_them_once()
    {
        using var host = Create((scene, context) => context.Job.Type == "next" && context.Attempt == 1
            ? AddTwoAsync(context, thenThrow: true)
            : context.Job.Type == "next" ? AddTwoAsync(context, thenThrow: false) : Task.CompletedTask);
        await host.StartAsync(Cancel);

        await StartChainAsync(host, new Batch("1") { Jobs = [Job.Create("work", 1)], Success = Job.Create("next") });
        var scene = await FinishAsync(host);

        Assert.Equal(1, scene.Count("work 2"));
        Assert.Equal(1, scene.Count("work 3"));
        Assert.Equal(2, scene.Count("next"));
    }

    [Fact]
    public async Task A_complete_callback_may_add_a_stage_although_a_job_failed()
    {
        using var host = Create((scene, context) => context.Job.Type switch
        {
            "work" when context.Attempt == 1 && context.Job.Args[0].GetInt32() == 1 => throw new InvalidOperationException("first try"),
            "next" => context.AddStageAsync(new Batch("cleanup") { Jobs = [Job.Create("work", 2)] }, Cancel),
            _ => Task.CompletedTask,
        });
        await host.StartAsync(Cancel);

        await StartChainAsync(host, new Batch("1") { Jobs = [Job.Create("work", 1)], Complete = Job.Create("next") });
        var scene = await FinishAsync(host);

        Assert.Equal(["work 1", "next", "work 2", "work 1", "finished"], scene.Lines);
    }

    [Fact]
    public async Task A_member_may_add_a_stage_to_its_own_batch()
    {
        using var host = Create((scene, context) => context.Job.Type == "work" && context.Job.Args[0].GetInt32() == 1
            ? context.AddStageAsync(new Batch("more") { Jobs = [Job.Create("work", 2)] }, Cancel)
            : Task.CompletedTask);
        await host.StartAsync(Cancel);

        await host.Services.GetRequiredService<IFaktoryClient>().StartBatchAsync(
            new Batch("chain") { Success = Job.Create("finished"), Jobs = [Job.Create("work", 1)] }, Cancel);
        var scene = await FinishAsync(host);

        Assert.Equal(["work 1", "work 2", "finished"], scene.Lines);
    }

    [Fact]
    public async Task A_roots_callback_that_adds_a_stage_is_told_how_to_build_the_chain()
    {
        string? message = null;
        using var host = Create(async (scene, context) =>
        {
            if (context.Job.Type == "finished")
            {
                message = (await Assert.ThrowsAsync<FaktoryException>(() => context.AddStageAsync(new Batch("more"), Cancel))).Message;
            }
        });
        await host.StartAsync(Cancel);

        await StartChainAsync(host, new Batch("1") { Jobs = [Job.Create("work", 1)] });
        await FinishAsync(host);

        Assert.Contains("parent batch whose children are the stages", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_that_runs_when_the_host_stops_is_acknowledged_in_either_order_of_registration(bool serverFirst)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var data = Directory.CreateTempSubdirectory("faktory-");
        var host = Create(async (scene, context) => { started.TrySetResult(); await mayEnd.Task; }, serverFirst, data.FullName);
        await host.StartAsync(Cancel);
        await host.Services.GetRequiredService<IFaktoryClient>().PushAsync(Job.Create("work", 1), Cancel);
        await started.Task.WaitAsync(Patience, Cancel);

        var stopped = host.StopAsync(Cancel);
        mayEnd.SetResult();
        await stopped;
        host.Dispose();
        using var again = Create((scene, context) => Task.CompletedTask, serverFirst, data.FullName);
        await again.StartAsync(Cancel);
        var info = await again.Services.GetRequiredService<IFaktoryAdmin>().GetInfoAsync(Cancel);
        await again.StopAsync(Cancel);

        Assert.Equal(1, info.TotalProcessed);
        data.Delete(recursive: true);
    }

    [Fact]
    public async Task A_job_of_ten_mebibytes_goes_both_ways_with_a_password_set()
    {
        var length = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = Create((scene, context) => { length.TrySetResult(context.Job.Args[1].GetString()!.Length); return Task.CompletedTask; }, password: "secret");
        await host.StartAsync(Cancel);

        await host.Services.GetRequiredService<IFaktoryClient>().PushAsync(Job.Create("work", 1, new string('x', 10 * 1024 * 1024)), Cancel);

        Assert.Equal(10 * 1024 * 1024, await length.Task.WaitAsync(Patience, Cancel));
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_member_that_opens_its_batch_while_the_producer_still_fills_it_does_not_commit_it()
    {
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = Create(async (scene, context) =>
        {
            if (context.Job.Type == "work" && context.Job.Args[0].GetInt32() == 1)
            {
                await using var own = await context.OpenBatchAsync(Cancel);
                await own.PushAsync(Job.Create("work", 2), Cancel);
            }
            else if (context.Job.Type == "work" && context.Job.Args[0].GetInt32() == 2)
            {
                opened.TrySetResult();
            }
        });
        await host.StartAsync(Cancel);
        var client = host.Services.GetRequiredService<IFaktoryClient>();
        await using var batch = await client.BeginBatchAsync(new Batch("streamed") { Success = Job.Create("finished") }, Cancel);
        await batch.PushAsync(Job.Create("work", 1), Cancel);
        await opened.Task.WaitAsync(Patience, Cancel);
        while ((await client.GetBatchStatusAsync(batch.Id, Cancel))!.Pending > 0)
        {
            await Task.Yield();
        }

        var status = await client.GetBatchStatusAsync(batch.Id, Cancel);

        Assert.Equal((BatchState.Open, CallbackState.Pending), (status!.State, status.Success));
        await batch.PushAsync(Job.Create("work", 3), Cancel);
        await batch.CommitAsync(Cancel);
        Assert.Equal("finished", (await FinishAsync(host)).Lines.Last());
    }

    private static async Task AddTwoAsync(JobContext context, bool thenThrow)
    {
        await context.AddStageAsync(new Batch("2") { Jobs = [Job.Create("work", 2)] }, Cancel);
        await context.AddStageAsync(new Batch("3") { Jobs = [Job.Create("work", 3)] }, Cancel);
        if (thenThrow)
        {
            throw new InvalidOperationException("after the stages");
        }
    }

    private static Task<string> StartChainAsync(IHost host, Batch first) => host.Services.GetRequiredService<IFaktoryClient>().StartBatchAsync(
        new Batch("chain") { Success = Job.Create("finished"), Children = [first] }, Cancel);

    private static async Task<Scene> FinishAsync(IHost host)
    {
        var scene = host.Services.GetRequiredService<Scene>();
        await scene.Finished.Task.WaitAsync(Patience, Cancel);
        await host.StopAsync(Cancel);
        return scene;
    }

    private static IHost Create(Func<Scene, JobContext, Task> act, bool serverFirst = true, string? data = null, string? password = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(new Scene(act));
        if (!serverFirst)
        {
            AddWorker(builder);
        }

        var server = builder.Services.AddFaktoryServer(options =>
        {
            options.Listen = "";
            options.RetryBase = TimeSpan.FromSeconds(1);
            options.Password = password;
        });
        _ = data is null ? server.UseInMemory() : server.UseSqlite(Path.Combine(data, "faktory.db"));
        if (serverFirst)
        {
            AddWorker(builder);
        }

        return builder.Build();
    }

    private static void AddWorker(HostApplicationBuilder builder) =>
        builder.Services.AddFaktoryWorker(options => options.Concurrency = 4).AddHandler<Actor>();

    private sealed class Scene(Func<Scene, JobContext, Task> act)
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public TaskCompletionSource Finished { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count(string line) => Lines.Count(other => other == line);

        public async Task PlayAsync(JobContext context)
        {
            Lines.Enqueue(context.Job.Type == "work" ? $"work {context.Job.Args[0].GetInt32()}" : context.Job.Type);
            await act(this, context);
            if (context.Job.Type == "finished")
            {
                Finished.TrySetResult();
            }
        }
    }

    [JobHandler("work")]
    [JobHandler("next")]
    [JobHandler("finished")]
    private sealed class Actor(Scene scene) : IJobHandler
    {
        public Task HandleAsync(JobContext context, CancellationToken cancellationToken) => scene.PlayAsync(context);
    }
}
