using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Testing.Tests.Hosts;

public sealed class ExecuteTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_gets_its_arguments_through_json_and_inside_the_middleware()
    {
        var log = new List<string>();
        await using var faktory = await StartAsync(log);

        await faktory.ExecuteAsync<Greet>(new Greeting("Ann", [1, 2]), Cancel);

        Assert.Equal(["before", "Hello Ann [1,2] by True", "after"], log);
        Assert.Empty(faktory.Pushed);
    }

    [Fact]
    public async Task What_a_handler_throws_comes_out()
    {
        await using var faktory = await StartAsync([]);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => faktory.ExecuteAsync<Greet>(new Greeting("", []), Cancel));

        Assert.Equal("nobody", error.Message);
    }

    [Fact]
    public async Task A_job_that_the_test_makes_has_its_id_attempt_and_custom_data()
    {
        var log = new List<string>();
        await using var faktory = await StartAsync(log);
        var job = Job.For<Greet>(new Greeting("Bob", [])) with { Failure = new JobFailure(1, faktory.Time.GetUtcNow()) };

        await faktory.ExecuteAsync(job.WithCustom("tenant", "acme"), Cancel);

        Assert.Contains("attempt 3 for acme", log);
    }

    [Fact]
    public async Task A_handler_that_no_worker_has_is_an_error()
    {
        await using var faktory = await StartAsync([]);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => faktory.ExecuteAsync(Job.Create("work"), Cancel));

        Assert.StartsWith("No worker of this host handles job type \"work\".", error.Message, StringComparison.Ordinal);
    }

    private static Task<FaktoryTestHost> StartAsync(List<string> log) => FaktoryTestHost.StartAsync(
        services => services.AddSingleton(log).AddFaktoryWorker().AddHandler<Greet>().UseMiddleware(async (context, next) =>
        {
            log.Add("before");
            await next(context);
            log.Add("after");
        }));

    private sealed record Greeting(string Name, int[] Numbers);

    [JobHandler("greet")]
    private sealed class Greet(List<string> log, IJobContextAccessor accessor) : IJobHandler<Greeting>
    {
        public Task HandleAsync(Greeting args, JobContext context, CancellationToken cancellationToken)
        {
            if (args.Name.Length == 0)
            {
                throw new InvalidOperationException("nobody");
            }

            log.Add(context.Attempt > 1
                ? $"attempt {context.Attempt} for {context.Job.GetCustom<string>("tenant")}"
                : $"Hello {args.Name} [{string.Join(',', args.Numbers)}] by {accessor.JobContext == context}");
            return Task.CompletedTask;
        }
    }
}
