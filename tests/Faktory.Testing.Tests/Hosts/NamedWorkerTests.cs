using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Testing.Tests.Hosts;

public sealed class NamedWorkerTests
{
    private readonly List<string> _log = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_without_handlers_of_its_own_has_the_default_workers_middleware_around_its_own()
    {
        await using var faktory = await StartAsync();

        await faktory.Client.PushAsync(Job.For<Report>() with { Queue = "reports" }, Cancel);
        await faktory.DrainAsync(Cancel);
        await faktory.Client.PushAsync(Job.For<Report>(), Cancel);
        await faktory.DrainAsync(Cancel);

        Assert.Equal(["default", "reports", "handler", "default", "handler"], _log);
    }

    [Fact]
    public async Task Its_runs_are_killed_once_too()
    {
        await using var faktory = await StartAsync();
        faktory.CrashDuring<Report>(afterPushes: 0);

        await faktory.Client.PushAsync(Job.For<Report>() with { Queue = "reports" }, Cancel);
        var drained = await faktory.DrainAsync(Cancel);

        Assert.Equal(["default", "reports", "handler", "default", "reports", "handler"], _log);
        Assert.Equal((1, 0), (drained.Succeeded, drained.Failed));
    }

    private Task<FaktoryTestHost> StartAsync() => FaktoryTestHost.StartAsync(services =>
    {
        services.AddSingleton(_log);
        services.AddFaktoryWorker().AddHandler<Report>().UseMiddleware(Note("default"));
        services.AddFaktoryWorker("reports", worker => worker.Queues = "reports").UseMiddleware(Note("reports"));
    });

    private Func<JobContext, JobDelegate, Task> Note(string name) => (context, next) =>
    {
        _log.Add(name);
        return next(context);
    };

    [JobHandler("named.report")]
    private sealed class Report(List<string> log) : IJobHandler
    {
        public Task HandleAsync(JobContext context, CancellationToken cancellationToken)
        {
            log.Add("handler");
            return Task.CompletedTask;
        }
    }
}
