using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Faktory.Testing.Tests;

/// <summary>A batch that is cancelled while one of its handlers runs, on the embedded server: from the client's call to the handler's token and the cancelled callback.</summary>
public sealed class EmbeddedCancelTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_handler_is_cancelled_and_the_callback_runs_after_it()
    {
        var scene = new Scene();
        using var host = Create(scene);
        await host.StartAsync(Cancel);
        var client = host.Services.GetRequiredService<IFaktoryClient>();
        var bid = await client.StartBatchAsync(
            new Batch("to be cancelled")
            {
                Success = Job.Create("success"),
                Cancelled = Job.Create("cancelled"),
                Jobs = [Job.Create("long"), Job.Create("never") with { Delay = TimeSpan.FromHours(1) }],
            },
            Cancel);
        await scene.Started.Task.WaitAsync(Patience, Cancel);

        await client.CancelBatchAsync(bid, Cancel);
        await client.CancelBatchAsync(bid, Cancel);
        var status = await client.GetBatchStatusAsync(bid, Cancel);
        Assert.Equal(BatchState.Cancelled, status!.State);
        Assert.Contains("is cancelled", (await Assert.ThrowsAsync<FaktoryException>(() => PushAsync(client, bid))).Message, StringComparison.Ordinal);

        // The next heartbeat.
        ((FakeTimeProvider)host.Services.GetRequiredService<TimeProvider>()).Advance(TimeSpan.FromSeconds(15));
        var callback = await scene.Called.Task.WaitAsync(Patience, Cancel);
        var info = await host.Services.GetRequiredService<IFaktoryAdmin>().GetInfoAsync(Cancel);
        var stopped = host.StopAsync(Cancel);

        Assert.Equal(CancellationReason.BatchCancelled, scene.Reason);
        Assert.Equal((bid, CallbackKind.Cancelled), (callback.BatchId, callback.Kind));
        Assert.Equal((0, 0), (info.Scheduled, info.Retries));
        await stopped;
    }

    private static async Task PushAsync(IFaktoryClient client, string bid)
    {
        await using var batch = await client.OpenBatchAsync(bid, Cancel);
        await batch.PushAsync(Job.Create("long"), Cancel);
    }

    private static IHost Create(Scene scene)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(scene).AddSingleton<TimeProvider>(new FakeTimeProvider(DateTimeOffset.UtcNow));
        builder.Services.AddFaktoryServer(options => options.Listen = "").UseInMemory();
        builder.Services.AddFaktoryWorker(options => options.Concurrency = 2).AddHandler<Actor>();
        return builder.Build();
    }

    private sealed class Scene
    {
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<JobCallback> Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationReason Reason { get; set; }
    }

    [JobHandler("long")]
    [JobHandler("never")]
    [JobHandler("success")]
    [JobHandler("cancelled")]
    private sealed class Actor(Scene scene) : IJobHandler
    {
        public async Task HandleAsync(JobContext context, CancellationToken cancellationToken)
        {
            if (context.Job.Type == "long")
            {
                scene.Started.TrySetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
                finally
                {
                    scene.Reason = context.CancellationReason;
                }
            }
            else if (context.Callback is { } callback)
            {
                scene.Called.TrySetResult(callback);
            }
        }
    }
}
