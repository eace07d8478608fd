using System.Collections.Concurrent;
using Faktory.Client.Tests.Scripted;

namespace Faktory.Client.Tests.Pushing;

public sealed class PushMiddlewareTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_middleware_is_the_outermost_and_both_change_the_job()
    {
        await using var fixture = new ClientFixture(client => client.UsePushMiddleware<Outer>().UsePushMiddleware<Inner>());

        await fixture.Client.PushAsync(Job.Create("T"), Cancel);

        Assert.Contains("\"custom\":{\"trail\":\"outer inner\"}", fixture.Server.Commands.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_job_of_a_bulk_push_goes_through_and_learns_its_outcome()
    {
        await using var fixture = new ClientFixture(client => client.UsePushMiddleware<Recorder>());
        fixture.Server.On("PUSHB ", ScriptedServer.Bulk("{\"job-0001\":\"NOTUNIQUE Job not unique\"}"));

        await fixture.Client.PushManyAsync(Enumerable.Range(0, 3).Select(number => Job.Create("T") with { Id = $"job-{number:d4}" }), Cancel);

        Assert.Equal(["job-0000:False:False", "job-0001:False:True", "job-0002:False:False"], fixture.Service<Recorder>().Seen.Order());
    }

    [Fact]
    public async Task Callbacks_and_jobs_of_stages_go_through_as_well()
    {
        await using var fixture = new ClientFixture(client => client.UsePushMiddleware<Recorder>());

        await fixture.Client.StartBatchAsync(
            new Batch("root")
            {
                Success = Job.Create("S") with { Id = "callback-1" },
                Children = [new Batch("child") { Jobs = [Job.Create("A") with { Id = "member-1" }] }],
            },
            Cancel);

        Assert.Equal(["callback-1:True:False", "member-1:False:False"], fixture.Service<Recorder>().Seen.Order());
        Assert.Equal(2, fixture.Server.Commands.Last().Split("\"seen\":1").Length - 1);
    }

    [Fact]
    public async Task A_job_that_is_held_back_is_not_sent()
    {
        await using var fixture = new ClientFixture(client => client.UsePushMiddleware<Censor>());

        var one = await fixture.Client.PushAsync(Job.Create("Secret"), Cancel);
        var many = await fixture.Client.PushManyAsync([Job.Create("Secret"), Job.Create("T")], Cancel);

        Assert.Equal("held", one.JobId);
        Assert.Equal(1, many.Pushed);
        Assert.DoesNotContain("Secret", Assert.Single(fixture.Server.Commands), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_callback_that_is_held_back_is_an_error()
    {
        await using var fixture = new ClientFixture(client => client.UsePushMiddleware<Censor>());

        var error = await Assert.ThrowsAsync<FaktoryException>(() => fixture.Client.StartBatchAsync(new Batch("b") { Success = Job.Create("Secret") }, Cancel));

        Assert.Contains("IsCallback", error.Message, StringComparison.Ordinal);
        Assert.Empty(fixture.Server.CommandsBeside());
    }

    [Fact]
    public async Task A_middleware_is_not_left_waiting_when_the_push_fails()
    {
        await using var fixture = new ClientFixture(client => client.UsePushMiddleware<Recorder>());
        fixture.Server.On("PUSHB ", "-ERR storage unavailable\r\n");

        await Assert.ThrowsAsync<FaktoryException>(() => fixture.Client.PushManyAsync([Job.Create("T") with { Id = "job-0000" }], Cancel));

        Assert.Equal("job-0000:FaktoryException", await fixture.Service<Recorder>().Failure.Task.WaitAsync(Cancel));
    }

    [Fact]
    public async Task Neither_is_that_of_the_job_that_found_the_failing_chunk_full()
    {
        await using var fixture = new ClientFixture(client => client.UsePushMiddleware<LastOne>());
        fixture.Server.On("PUSHB ", "-ERR storage unavailable\r\n");

        await Assert.ThrowsAsync<FaktoryException>(() => fixture.Client.PushManyAsync(Enumerable.Range(0, 1001).Select(number => Job.Create("T", number)), Cancel));

        await fixture.Service<LastOne>().Ended.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    private sealed class LastOne : IPushMiddleware
    {
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<PushResult> InvokeAsync(PushContext context, PushDelegate next)
        {
            try
            {
                return await next(context);
            }
            finally
            {
                if (context.Job.Args[0].GetInt32() == 1000)
                {
                    Ended.SetResult();
                }
            }
        }
    }

    private sealed class Outer : IPushMiddleware
    {
        public ValueTask<PushResult> InvokeAsync(PushContext context, PushDelegate next)
        {
            context.Job = context.Job.WithCustom("trail", "outer");
            return next(context);
        }
    }

    private sealed class Inner : IPushMiddleware
    {
        public async ValueTask<PushResult> InvokeAsync(PushContext context, PushDelegate next)
        {
            await Task.Yield();
            context.Job = context.Job.WithCustom("trail", context.Job.GetCustom<string>("trail") + " inner");
            return await next(context);
        }
    }

    private sealed class Recorder : IPushMiddleware
    {
        public ConcurrentQueue<string> Seen { get; } = new();

        public TaskCompletionSource<string> Failure { get; } = new();

        public async ValueTask<PushResult> InvokeAsync(PushContext context, PushDelegate next)
        {
            context.Job = context.Job.WithCustom("seen", 1);
            try
            {
                var result = await next(context);
                Seen.Enqueue($"{result.JobId}:{context.IsCallback}:{result.IsDuplicate}");
                return result;
            }
            catch (FaktoryException e)
            {
                Failure.SetResult($"{context.Job.Id}:{e.GetType().Name}");
                throw;
            }
        }
    }

    private sealed class Censor : IPushMiddleware
    {
        public ValueTask<PushResult> InvokeAsync(PushContext context, PushDelegate next) =>
            context.Job.Type == "Secret" ? new ValueTask<PushResult>(new PushResult("held", IsDuplicate: false)) : next(context);
    }
}
