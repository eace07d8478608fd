using System.Text.Json;

namespace Faktory.Worker.Tests.Running;

public sealed class OutcomeTests
{
    [Fact]
    public async Task C_107_A_handler_that_throws_fails_its_job_with_the_exceptions_full_name_and_message_and_the_worker_goes_on()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = (context, _) => context.Job.Id == "job-0001" ? throw new InvalidOperationException("no such order") : Task.CompletedTask;

        worker.Server.Enqueue(Probe.Job("job-0001"), Probe.Job("job-0002"));

        await worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("FAIL job-0001 System.InvalidOperationException no such order", StringComparison.Ordinal)));
        await worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("ACK job-0002", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task C_106_An_unknown_job_type_fails_and_the_worker_goes_on()
    {
        await using var worker = await TestWorker.StartAsync();

        worker.Server.Enqueue(new Job("mystery", JsonElement.Parse("[]")) { Id = "job-0001" }, Probe.Job("job-0002"));

        await worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("FAIL job-0001 UnknownJobType This worker has no handler for job type \"mystery\"", StringComparison.Ordinal)));
        await worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("ACK job-0002", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Arguments_that_do_not_fit_fail_the_job()
    {
        await using var worker = await TestWorker.StartAsync(worker: worker => worker.AddHandler<Numbers>());

        worker.Server.Enqueue(new Job("numbers", JsonElement.Parse("""["x"]""")) { Id = "job-0001" });

        await worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("FAIL job-0001 Faktory.JobArgumentException Argument 1 (\"Value\") of Number must be Int32, but a string was found.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_cancellation_of_the_handlers_own_is_an_ordinary_failure()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = (_, _) => throw new OperationCanceledException("gave up");

        worker.Server.Enqueue(Probe.Job("job-0001"));

        await worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("FAIL job-0001 System.OperationCanceledException gave up", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Middleware_stands_around_the_handler_first_added_outermost()
    {
        var order = new List<string>();
        await using var worker = await TestWorker.StartAsync(worker: worker => worker
            .AddHandler<ProbeHandler>()
            .UseMiddleware(async (context, next) =>
            {
                order.Add("outer in");
                await next(context);
                order.Add("outer out");
            })
            .UseMiddleware((context, next) =>
            {
                order.Add("inner");
                return next(context);
            }));
        worker.Probe.Script = (_, _) =>
        {
            order.Add("handler");
            return Task.CompletedTask;
        };

        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("ACK job-0001", StringComparison.Ordinal)));

        Assert.Equal(["outer in", "inner", "handler", "outer out"], order);
    }

    [Fact]
    public async Task A_job_that_a_middleware_skips_is_acknowledged()
    {
        await using var worker = await TestWorker.StartAsync(worker: worker => worker.AddHandler<ProbeHandler>().UseMiddleware((_, _) => Task.CompletedTask));

        worker.Server.Enqueue(Probe.Job("job-0001"));
        await worker.Server.SeesAsync(log => log.Any(entry => entry.Contains("ACK job-0001", StringComparison.Ordinal)));

        Assert.Empty(worker.Probe.Scopes);
    }

    [Fact]
    public void C_107_A_failure_carries_the_stack_its_causes_and_only_text_that_can_be_written()
    {
        var failed = JobFailures.From(Thrown(new InvalidOperationException("half \ud83d" + new string('x', 2_000), Thrown(new IOException("disk")))));

        Assert.Equal("System.InvalidOperationException", failed.ErrorType);
        Assert.InRange(failed.Message.Length, 900, 1_001);
        Assert.DoesNotContain(failed.Message, char.IsSurrogate);
        Assert.Contains(failed.Backtrace, frame => frame.Contains(nameof(Thrown), StringComparison.Ordinal));
        Assert.Contains("caused by System.IO.IOException: disk", failed.Backtrace);
    }

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception caught) when (caught == exception)
        {
            return caught;
        }
    }

    internal sealed record Number(int Value);

    [JobHandler("numbers")]
    internal sealed class Numbers : IJobHandler<Number, int>
    {
        public Task<int> HandleAsync(Number args, JobContext context, CancellationToken cancellationToken) => Task.FromResult(args.Value);
    }
}
