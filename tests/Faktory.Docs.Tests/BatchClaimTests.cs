using Faktory.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Docs.Tests;

/// <summary>Rows of the table in docs/batches.md, "What happens when", that no other project has as a test by the public API.</summary>
public sealed class BatchClaimTests : IAsyncLifetime
{
    private bool _works;
    private FaktoryTestHost _faktory = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _faktory = await FaktoryTestHost.StartAsync(services => services.AddFaktoryWorker()
        .MapJob("step", () =>
        {
            if (!_works)
            {
                throw new InvalidOperationException("not yet");
            }
        })
        .MapJob("callback", () => { }));

    public ValueTask DisposeAsync() => _faktory.DisposeAsync();

    [Fact]
    public async Task A_job_without_retries_is_gone_and_lets_its_batch_succeed_when_it_is_pushed_again_with_its_id()
    {
        var step = Job.Create("step") with { Retry = 0 };
        var batch = await StartAsync(step);
        await _faktory.DrainAsync(Cancel);

        var retried = await _faktory.Client.RetryBatchAsync(batch, Cancel);
        _works = true;
        await using var opened = await _faktory.Client.OpenBatchAsync(batch, Cancel);
        await opened.PushAsync(step with { Id = Assert.Single(retried.GoneJobIds) }, Cancel);
        var status = await _faktory.WaitForBatchAsync(batch, Cancel);

        Assert.Equal((BatchState.Succeeded, 1), (status.State, status.Total));
    }

    [Fact]
    public async Task A_dead_job_runs_when_its_batch_is_retried_and_the_chain_goes_on()
    {
        var batch = await StartAsync(Job.Create("step") with { Retry = -1 });
        await _faktory.DrainAsync(Cancel);
        Assert.Equal(BatchState.Failing, (await _faktory.Client.GetBatchStatusAsync(batch, Cancel))!.State);

        _works = true;
        await _faktory.Client.RetryBatchAsync(batch, Cancel);

        Assert.Equal(BatchState.Succeeded, (await _faktory.WaitForBatchAsync(batch, Cancel)).State);
    }

    [Fact]
    public async Task A_job_that_expires_lets_its_batch_complete_but_not_succeed()
    {
        var batch = await StartAsync(Job.Create("step") with { Delay = TimeSpan.FromHours(2), ExpiresIn = TimeSpan.FromHours(1) });

        await _faktory.AdvanceAsync(TimeSpan.FromHours(3), Cancel);

        var status = await _faktory.Client.GetBatchStatusAsync(batch, Cancel);
        Assert.Equal((CallbackState.Acknowledged, CallbackState.Pending), (status!.Complete, status.Success));
    }

    [Fact]
    public async Task A_parent_of_a_cancelled_batch_completes_but_does_not_succeed()
    {
        var parent = await _faktory.Client.StartBatchAsync(new Batch("parent")
        {
            Complete = Job.Create("callback"),
            Success = Job.Create("callback"),
            Children = [new Batch("child") { Jobs = [Job.Create("step") with { Delay = TimeSpan.FromHours(1) }] }],
        }, Cancel);
        var tree = await _faktory.Client.GetBatchTreeAsync(parent, Cancel);

        await _faktory.Client.CancelBatchAsync(Assert.Single(tree!.Children).Status.Id, Cancel);
        await _faktory.DrainAsync(Cancel);

        var status = await _faktory.Client.GetBatchStatusAsync(parent, Cancel);
        Assert.Equal((CallbackState.Acknowledged, CallbackState.Pending), (status!.Complete, status.Success));
    }

    private Task<string> StartAsync(Job step) => _faktory.Client.StartBatchAsync(
        new Batch("batch") { Jobs = [step], Complete = Job.Create("callback"), Success = Job.Create("callback") }, Cancel);
}
