using System.Reflection;
using Faktory.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker.Tests.Failing;

/// <summary>What becomes of a job whose handler threw: rules of the handler, rules of the worker, and what the exception says itself.</summary>
public sealed class ErrorPolicyTests : IDisposable
{
    private readonly RecordedLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Without_a_rule_a_job_is_left_to_its_retry()
    {
        await using var worker = await StartAsync(new IOException("x"), worker => worker.OnException<InvalidOperationException>(FailureAction.Dead));

        await EndsAsync(worker, "FAIL job-0001 System.IO.IOException x");
    }

    [Fact]
    public async Task Dead_and_RetryAfter_travel_with_the_FAIL()
    {
        await using var worker = await StartAsync(new IOException("x"), worker => worker
            .OnException<IOException>((_, context) => context.Job.Id == "job-0001" ? FailureAction.Dead : FailureAction.RetryAfter(TimeSpan.FromSeconds(90))));
        worker.Server.Enqueue(Probe.Job("job-0002"));

        await EndsAsync(worker, "FAIL job-0001 System.IO.IOException x dead");
        await EndsAsync(worker, "FAIL job-0002 System.IO.IOException x retry_in 90");
    }

    [Fact]
    public async Task A_server_that_knows_neither_gets_ordinary_failures_and_the_log_one_warning_for_each()
    {
        await using var worker = await StartAsync(new IOException("x"), extensions: [], configure: worker => worker
            .OnException<IOException>((_, context) => context.Job.Id.EndsWith("dead", StringComparison.Ordinal) ? FailureAction.Dead : FailureAction.RetryAfter(TimeSpan.FromSeconds(90))));
        worker.Server.Enqueue(Probe.Job("job-1-dead"), Probe.Job("job-2-dead"), Probe.Job("job-1-later"), Probe.Job("job-2-later"));

        foreach (var id in (string[])["job-1-dead", "job-2-dead", "job-1-later", "job-2-later"])
        {
            await EndsAsync(worker, $"FAIL {id} System.IO.IOException x");
        }

        var warnings = _log.At(LogLevel.Warning).ToList();
        Assert.Single(warnings, warning => warning.Contains("FailureAction.Dead is an ordinary failure here", StringComparison.Ordinal) && warning.Contains("fail.dead", StringComparison.Ordinal));
        Assert.Single(warnings, warning => warning.Contains("FailureAction.RetryAfter", StringComparison.Ordinal) && warning.Contains("fail.retry_in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_knows_one_of_them_gets_that_one()
    {
        await using var worker = await StartAsync(new IOException("x"), extensions: [FaktoryExtensions.FailDead], configure: worker => worker.OnException<IOException>(FailureAction.Dead));

        await EndsAsync(worker, "FAIL job-0001 System.IO.IOException x dead");
        Assert.Empty(_log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task Ignore_acknowledges_the_job_and_logs_the_exception_at_Information()
    {
        var exception = new IOException("x");
        await using var worker = await StartAsync(exception, worker => worker.OnException<IOException>(FailureAction.Ignore));

        await EndsAsync(worker, "ACK job-0001");
        Assert.Contains(_log.Lines, line => line.Level == LogLevel.Information && line.Exception == exception && line.Message.Contains("probe job-0001", StringComparison.Ordinal));
        Assert.DoesNotContain(_log.Lines, line => line.Level > LogLevel.Information);
    }

    [Fact]
    public async Task Ignore_commits_what_the_handler_reopened_because_nothing_else_would()
    {
        await using var worker = await StartAsync(
            async (context, cancel) =>
            {
                await using var batch = await context.OpenBatchAsync(cancel);
                throw new IOException("x");
            },
            worker => worker.OnException<IOException>(FailureAction.Ignore));
        worker.Server.Enqueue(Probe.Job("job-0002").WithCustom("bid", "b-1"));

        await EndsAsync(worker, "ACK job-0002");
        Assert.Contains(worker.Server.Log, entry => entry.Contains("COMMIT b-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_rule_for_the_most_derived_type_wins_whatever_the_order()
    {
        await using var worker = await StartAsync(new FileNotFoundException("x"), worker => worker
            .OnException<IOException>(FailureAction.Dead)
            .OnException<FileNotFoundException>(FailureAction.Ignore)
            .OnException<Exception>(FailureAction.Retry));

        await EndsAsync(worker, "ACK job-0001");
    }

    [Fact]
    public async Task A_later_rule_for_the_same_type_replaces_the_earlier_one()
    {
        await using var worker = await StartAsync(new IOException("x"), worker => worker.OnException<IOException>(FailureAction.Dead).OnException<IOException>(FailureAction.Ignore));

        await EndsAsync(worker, "ACK job-0001");
    }

    [Fact]
    public async Task The_handlers_own_rules_go_before_the_workers_even_if_less_derived()
    {
        await using var worker = await StartAsync(new FileNotFoundException("x"), worker => worker
            .AddHandler<ProbeHandler>(options => options.OnException<IOException>(FailureAction.Ignore))
            .OnException<FileNotFoundException>(FailureAction.Dead));

        await EndsAsync(worker, "ACK job-0001");
    }

    [Fact]
    public async Task A_handlers_rules_leave_what_they_do_not_know_to_the_workers()
    {
        await using var worker = await StartAsync(new IOException("x"), worker => worker
            .AddHandler<ProbeHandler>(options => options.OnException<InvalidOperationException>((_, _) => FailureAction.Dead))
            .OnException<IOException>(FailureAction.Ignore));

        await EndsAsync(worker, "ACK job-0001");
    }

    [Fact]
    public async Task JobFailedException_says_itself_what_becomes_of_the_job()
    {
        await using var worker = await StartAsync(
            new JobFailedException("carrier closed", FailureAction.RetryAfter(TimeSpan.FromHours(12)), new IOException("door")),
            worker => worker.OnException<Exception>(FailureAction.Dead));

        await EndsAsync(worker, "FAIL job-0001 Faktory.JobFailedException carrier closed retry_in 43200");
    }

    [Fact]
    public async Task The_exception_that_a_wrapper_carries_is_what_the_rules_see_and_what_the_server_is_told()
    {
        await using var worker = await StartAsync(
            new TargetInvocationException(new AggregateException(new AggregateException(new IOException("x")))),
            worker => worker.OnException<IOException>(FailureAction.Dead));

        await EndsAsync(worker, "FAIL job-0001 System.IO.IOException x dead");
    }

    [Fact]
    public async Task A_rule_for_the_wrapper_itself_goes_first()
    {
        await using var worker = await StartAsync(
            new AggregateException(new IOException("x")),
            worker => worker.OnException<AggregateException>(FailureAction.Ignore).OnException<IOException>(FailureAction.Dead));

        await EndsAsync(worker, "ACK job-0001");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_several_exceptions_in_one_the_rules_count_if_they_agree(bool agree)
    {
        await using var worker = await StartAsync(
            new AggregateException(new FileNotFoundException("a"), agree ? new IOException("b") : new ArgumentException("b")),
            worker => worker.OnException<IOException>(FailureAction.Ignore));

        await (agree
            ? EndsAsync(worker, "ACK job-0001")
            : EndsAsync(worker, "FAIL job-0001 System.AggregateException One or more errors occurred. (a) (b)"));
    }

    [Fact]
    public async Task A_rule_that_throws_leaves_the_job_to_its_retry_and_is_logged()
    {
        await using var worker = await StartAsync(new IOException("x"), worker => worker.OnException<IOException>((_, _) => throw new InvalidOperationException("broken rule")));

        await EndsAsync(worker, "FAIL job-0001 System.IO.IOException x");
        Assert.Contains(_log.Lines, line => line is { Level: LogLevel.Error, Exception.Message: "broken rule" });
    }

    [Fact]
    public async Task A_rule_runs_within_the_jobs_scope()
    {
        ScopeMark? seen = null;
        await using var worker = await StartAsync(new IOException("x"), worker => worker.OnException<IOException>((_, context) =>
        {
            seen = context.Services.GetRequiredService<ScopeMark>();
            return FailureAction.Ignore;
        }));

        await EndsAsync(worker, "ACK job-0001");
        Assert.Equal(worker.Probe.Scopes.Single(), seen?.Id);
    }

    [Fact]
    public async Task What_a_middleware_throws_goes_by_the_same_rules()
    {
        await using var worker = await StartAsync(
            (_, _) => Task.CompletedTask,
            worker => worker.UseMiddleware((_, _) => throw new IOException("x")).OnException<IOException>(FailureAction.Dead));

        await EndsAsync(worker, "FAIL job-0001 System.IO.IOException x dead");
    }

    [Fact]
    public async Task A_job_that_ran_too_long_fails_as_such_whatever_the_rules_say()
    {
        await using var worker = await StartAsync(
            (_, cancel) => Task.Delay(Timeout.Infinite, cancel),
            worker => worker.AddHandler<ProbeHandler>(options => options.Timeout = TimeSpan.FromSeconds(5)).OnException<Exception>(FailureAction.Ignore));
        await worker.Probe.StartedAsync("job-0001");

        await worker.AdvanceUntilAsync(EndsAsync(worker, "FAIL job-0001 JobTimeout The job ran longer than its timeout and was cancelled."));
    }

    [Fact]
    public void A_named_worker_that_shares_the_handlers_goes_by_its_own_rules_and_then_by_theirs()
    {
        var registry = new WorkerRegistry();
        Assert.True(registry.TryAdd("") && registry.TryAdd("reports") && registry.TryAdd("own"));
        registry.Own("").Add(typeof(ProbeHandler));
        registry.Own("own").Add(typeof(ProbeHandler));

        Assert.Equal([registry.Own("reports").Errors, registry.Own("").Errors], registry.Rules("reports"));
        Assert.Equal([registry.Own("own").Errors], registry.Rules("own"));
    }

    [Fact]
    public void A_delay_that_the_protocol_does_not_know_is_refused_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FailureAction.RetryAfter(TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => FailureAction.RetryAfter(TimeSpan.FromDays(366)));
        Assert.Equal(FailureAction.RetryAfter(TimeSpan.FromSeconds(1)), FailureAction.RetryAfter(TimeSpan.FromSeconds(1)));
        Assert.Equal("RetryAfter(00:01:00)", FailureAction.RetryAfter(TimeSpan.FromMinutes(1)).ToString());
    }

    private Task<TestWorker> StartAsync(Exception thrown, Action<IFaktoryWorkerBuilder> configure, string[]? extensions = null) =>
        StartAsync((_, _) => throw thrown, configure, extensions);

    private async Task<TestWorker> StartAsync(
        Func<JobContext, CancellationToken, Task> handler, Action<IFaktoryWorkerBuilder> configure, string[]? extensions = null)
    {
        var worker = TestWorker.Create(
            null,
            added => configure(added.AddHandler<ProbeHandler>()),
            services => services.AddLogging(logging => logging.AddProvider(_log)));
        worker.Server.Extensions.UnionWith(extensions ?? [FaktoryExtensions.FailDead, FaktoryExtensions.FailRetryIn]);
        worker.Probe.Script = handler;
        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Host.StartAsync(TestContext.Current.CancellationToken);
        return worker;
    }

    private static Task EndsAsync(TestWorker worker, string command) => worker.Server.SeesAsync(log =>
        log.Any(entry => entry[(entry.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split(" + ").Contains(command)));
}
