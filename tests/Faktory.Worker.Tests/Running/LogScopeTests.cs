using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker.Tests.Running;

public sealed class LogScopeTests
{
    [Fact]
    public async Task What_is_logged_while_a_job_runs_carries_its_id_type_attempt_and_batch()
    {
        using var log = new RecordedLog();
        await using var worker = await TestWorker.StartAsync(services: services => services.AddLogging(logging => logging.AddProvider(log)));
        worker.Probe.Script = (context, _) =>
        {
            context.Services.GetRequiredService<ILoggerFactory>().CreateLogger("app").Log(LogLevel.Information, default, "at work", null, (text, _) => text);
            throw new IOException("x");
        };

        worker.Server.Enqueue(
            Probe.Job("job-0001"),
            Probe.Job("job-0002").WithCustom("bid", "b-1") with { Failure = new JobFailure(1, DateTimeOffset.UnixEpoch) });
        await worker.Server.SeesAsync(entries => entries.Count(entry => entry.Contains("FAIL", StringComparison.Ordinal)) == 2);

        foreach (var category in (string[])["app", "Faktory.Worker"])
        {
            var first = Assert.Single(log.Lines, line => line.Category == category && line.Scope.GetValueOrDefault("JobId") is "job-0001").Scope;
            Assert.Equal(("probe", 1, false), (first["JobType"], first["Attempt"], first.ContainsKey("BatchId")));
            var second = Assert.Single(log.Lines, line => line.Category == category && line.Scope.GetValueOrDefault("JobId") is "job-0002").Scope;
            Assert.Equal(("probe", 3, "b-1"), (second["JobType"], second["Attempt"], second["BatchId"]));
        }
    }

    [Fact]
    public void The_scope_reads_as_one_line() =>
        Assert.Equal("JobId:job-0001 JobType:probe Attempt:1 BatchId:b-1", new JobLogScope(Probe.Job("job-0001").WithCustom("bid", "b-1")).ToString());
}
