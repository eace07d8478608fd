using System.Text.Json;
using Faktory.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Worker.Tests.Handlers;

/// <summary>Delegates as handlers: where their parameters come from, what they return, and what is wrong with them at start.</summary>
public sealed class MapJobTests
{
    private readonly List<object?> _seen = [];

    [Fact]
    public async Task Parameters_come_from_the_arguments_the_services_and_the_job()
    {
        var run = Map((string region, Stock stock, JobContext context, int days, CancellationToken cancel, IServiceProvider scope) =>
            Note(region, stock, context, days, cancel, scope));
        using var job = new Run("""["eu",3]""");

        await run(job.Context);

        Assert.Equal(["eu", job.Stock, job.Context, 3, job.Context.CancellationToken, job.Context.Services], _seen);
    }

    [Fact]
    public async Task Keyed_services_and_collections_of_services_are_services()
    {
        var run = Map(([FromKeyedServices("cold")] Stock cold, IEnumerable<Stock> all, IEnumerable<int> numbers) => Note(cold.Name, all.Count(), numbers.Sum()));

        await run(new Run("[[1,2]]").Context);

        Assert.Equal(["cold", 1, 3], _seen);
    }

    [Fact]
    public async Task Missing_trailing_arguments_take_the_defaults_of_optional_parameters()
    {
        var run = Map((int id, string sku = "A-1", Stock? stock = null, int? most = null) => Note(id, sku, most));
        await run(new Run("[7]").Context);
        await run(new Run("""[7,"B",2]""").Context);
        await Map((string region = "eu") => Note(region))(new Run("[]").Context);

        Assert.Equal([7, "A-1", null, 7, "B", 2, "eu"], _seen);
    }

    [Fact]
    public async Task A_single_record_or_class_is_bound_as_for_a_handler_class()
    {
        var positional = Map((Reserve args, Stock stock) => Note(args));
        await positional(new Run("""[42,"A-1"]""").Context);
        await positional(new Run("""[{"orderId":42,"sku":"A-1","quantity":2}]""").Context);
        await Map((Settings args) => Note(args.Name))(new Run("""[{"name":"n"}]""").Context);

        Assert.Equal([new Reserve(42, "A-1"), new Reserve(42, "A-1", 2), "n"], _seen);
    }

    [Fact]
    public async Task Records_among_other_arguments_take_one_element_each()
    {
        await Map((int id, Reserve reserve) => Note(id, reserve))(new Run("""[1,{"orderId":42,"sku":"A-1"}]""").Context);

        Assert.Equal([1, new Reserve(42, "A-1")], _seen);
    }

    [Fact]
    public async Task A_JsonElement_takes_the_whole_array()
    {
        await Map((JsonElement args, JobContext context) => Note(args.GetRawText()))(new Run("""[1,{"a":null}]""").Context);

        Assert.Equal(["""[1,{"a":null}]"""], _seen);
    }

    [Fact]
    public async Task A_delegate_without_arguments_takes_none()
    {
        var run = Map((JobContext context) => Note("ran"));
        await run(new Run("[]").Context);

        var exception = await Assert.ThrowsAsync<JobArgumentException>(() => run(new Run("[1]").Context));
        Assert.Contains("job type \"mapped\" takes 0 arguments", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["x","A-1"]""", "Argument 1 (\"id\") of job type \"mapped\" must be Int32, but a string was found.")]
    [InlineData("""[1]""", "Argument \"sku\" of job type \"mapped\" must be String, but nothing was found: the job has too few arguments.")]
    [InlineData("""[1,"A-1",2]""", "job type \"mapped\" takes 2 arguments (id, sku), but an array of 3 was found.")]
    public async Task What_does_not_fit_is_named_with_what_was_expected_and_found(string args, string message)
    {
        var run = Map((int id, Stock stock, string sku) => Note(id, sku));

        Assert.Equal(message, (await Assert.ThrowsAsync<JobArgumentException>(() => run(new Run(args).Context))).Message);
    }

    [Fact]
    public async Task Methods_closed_delegates_and_delegates_of_ones_own_are_handlers_too()
    {
        await Map(InstanceMethod)(new Run("[1]").Context);
        await Map((Func<int, Task>)this.Extended)(new Run("[2]").Context);
        await Map((Own)(id => Note(id)))(new Run("[3]").Context);

        Assert.Equal([1, 2, 3], _seen);
    }

    [Fact]
    public async Task What_is_returned_is_the_result_whether_it_is_promised_or_not()
    {
        await using var worker = await TestWorker.StartAsync(worker: worker => worker
            .MapJob("value", (int n) => new Reserve(n, "value"))
            .MapJob("task", (int n) => Task.FromResult(n))
            .MapJob("value-task", async ValueTask<string> (int n) =>
            {
                await Task.Yield();
                return $"<{n}>";
            })
            .MapJob("void", (int n) => { })
            .MapJob("plain-task", (int n) => Task.CompletedTask)
            .MapJob("plain-value-task", (int n) => ValueTask.CompletedTask));
        worker.Server.Extensions.Add(FaktoryExtensions.BatchResults);

        foreach (var type in (string[])["value", "task", "value-task", "void", "plain-task", "plain-value-task"])
        {
            worker.Server.Enqueue(new Job(type, JsonElement.Parse("[3]")) { Id = $"job-{type}" }.WithCustom("bid", "b-1"));
        }

        await EndsAsync(worker, """ACK job-value {"orderId":3,"sku":"value","quantity":1}""");
        await EndsAsync(worker, "ACK job-task 3");
        await EndsAsync(worker, "ACK job-value-task \"\\u003C3\\u003E\"");
        await EndsAsync(worker, "ACK job-void");
        await EndsAsync(worker, "ACK job-plain-task");
        await EndsAsync(worker, "ACK job-plain-value-task");
    }

    [Fact]
    public async Task What_a_delegate_throws_fails_its_job_as_it_is()
    {
        await using var worker = await TestWorker.StartAsync(worker: worker => worker
            .MapJob("throws", void () => throw new IOException("at once"))
            .MapJob("fails", async Task () =>
            {
                await Task.Yield();
                throw new IOException("later");
            })
            .MapJob("null", Task () => null!));
        worker.Server.Enqueue(
            new Job("throws", JsonElement.Parse("[]")) { Id = "job-0001" }, new Job("fails", JsonElement.Parse("[]")) { Id = "job-0002" }, new Job("null", JsonElement.Parse("[]")) { Id = "job-0003" });

        await EndsAsync(worker, "FAIL job-0001 System.IO.IOException at once");
        await EndsAsync(worker, "FAIL job-0002 System.IO.IOException later");
        await EndsAsync(worker, "FAIL job-0003 System.InvalidOperationException The delegate returned null in place of a Task.");
    }

    [Fact]
    public async Task Its_services_come_from_the_jobs_own_scope()
    {
        await using var worker = await TestWorker.StartAsync(worker: worker => worker
            .MapJob("scoped", (Probe probe, ScopeMark mark, IServiceProvider scope) =>
            {
                Assert.Same(mark, scope.GetRequiredService<ScopeMark>());
                probe.Scopes.Enqueue(mark.Id);
            }));
        worker.Server.Enqueue(new Job("scoped", JsonElement.Parse("[]")) { Id = "job-0001" }, new Job("scoped", JsonElement.Parse("[]")) { Id = "job-0002" });

        await EndsAsync(worker, "ACK job-0001");
        await EndsAsync(worker, "ACK job-0002");
        Assert.Equal(2, worker.Probe.Scopes.Distinct().Count());
    }

    [Fact]
    public async Task Mistakes_are_reported_at_start_all_at_once_with_job_type_and_parameter()
    {
        using var host = TestWorker.Create(worker: worker => worker
            .AddHandler<ProbeHandler>()
            .MapJob("forgotten", (IForgotten forgotten, int id) => { })
            .MapJob("alone", (IForgotten forgotten) => { })
            .MapJob("delegate", (int id, Action callback) => { })
            .MapJob("whole", (JsonElement all, int id) => { })
            .MapJob("async-void", async void () => await Task.Yield())
            .MapJob("by-ref", (ref int id) => { })
            .MapJob("probe", () => { })
            .MapJob("twice", () => { })
            .MapJob("twice", () => { })
            .MapJob("", () => { })
            .MapJob("typed", () => { }, options => options.Type = "other")).Host;

        var message = (await Assert.ThrowsAsync<FaktoryException>(() => host.StartAsync(TestContext.Current.CancellationToken))).Message;

        Assert.Contains($"MapJob(\"forgotten\"): parameter \"forgotten\" of type {typeof(IForgotten)} is no registered service and cannot be an argument", message, StringComparison.Ordinal);
        Assert.Contains($"MapJob(\"alone\"): parameter \"forgotten\" of type {typeof(IForgotten)} is no registered service", message, StringComparison.Ordinal);
        Assert.Contains("MapJob(\"delegate\"): parameter \"callback\" of type System.Action", message, StringComparison.Ordinal);
        Assert.Contains("MapJob(\"whole\"): parameter \"all\" is a JsonElement and takes all arguments, so \"id\" can take none", message, StringComparison.Ordinal);
        Assert.Contains("MapJob(\"async-void\"): the delegate is async and returns void", message, StringComparison.Ordinal);
        Assert.Contains("MapJob(\"by-ref\"): parameter \"id\" of type System.Int32& is a reference", message, StringComparison.Ordinal);
        Assert.Contains($"Job type \"probe\" has two handlers, {typeof(ProbeHandler)} and MapJob(\"probe\")", message, StringComparison.Ordinal);
        Assert.Contains("Job type \"twice\" has two handlers, MapJob(\"twice\") and MapJob(\"twice\")", message, StringComparison.Ordinal);
        Assert.Contains("MapJob was given an empty job type", message, StringComparison.Ordinal);
        Assert.Contains("MapJob(\"typed\"): its options name the job type \"other\" as well", message, StringComparison.Ordinal);
    }

    private static JobDelegate Map(Delegate handler)
    {
        var errors = new List<string>();
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        json.MakeReadOnly(populateMissingResolver: true);
        using var services = Services();
        var run = DelegateInvoker.Create(new DelegateRegistration("mapped", handler), services.GetRequiredService<IServiceProviderIsService>(), json, errors);
        Assert.Empty(errors);
        return run;
    }

    private static ServiceProvider Services() => new ServiceCollection()
        .AddSingleton(new Stock("warm"))
        .AddKeyedSingleton("cold", new Stock("cold"))
        .BuildServiceProvider();

    private void Note(params object?[] values) => _seen.AddRange(values);

    private Task InstanceMethod(int id)
    {
        Note(id);
        return Task.CompletedTask;
    }

    internal Task Remember(int id) => InstanceMethod(id);

    private static Task EndsAsync(TestWorker worker, string command) => worker.Server.SeesAsync(log =>
        log.Any(entry => entry[(entry.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split(" + ").Contains(command)));

    private delegate void Own(int id);

    internal interface IForgotten;

    internal sealed record Stock(string Name);

    internal sealed record Reserve(int OrderId, string Sku, int Quantity = 1);

    internal sealed class Settings
    {
        public string? Name { get; set; }
    }

    private sealed class Run : IDisposable
    {
        private readonly ServiceProvider _services = Services();

        public Run(string args)
        {
            var job = new Job("mapped", JsonElement.Parse(args));
            Context = new WorkerJobContext(new RunningJob(job, TimeSpan.FromHours(1), TimeProvider.System.GetUtcNow()), _services, null!, null!, null!);
        }

        public JobContext Context { get; }

        public Stock Stock => _services.GetRequiredService<Stock>();

        public void Dispose() => _services.Dispose();
    }
}

/// <summary>A method whose delegate is closed over its first argument.</summary>
internal static class MapJobExtensions
{
    public static Task Extended(this MapJobTests tests, int id) => tests.Remember(id);
}
