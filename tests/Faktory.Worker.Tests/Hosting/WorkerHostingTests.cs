using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faktory.Worker.Tests.Hosting;

public sealed class WorkerHostingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_defaults_start_in_a_default_host_and_fetch_the_default_queue()
    {
        await using var worker = await TestWorker.StartAsync();

        await worker.Server.SeesAsync("FETCH default");
    }

    [Fact]
    public async Task Settings_come_from_configuration_and_code_wins()
    {
        await using var worker = TestWorker.Create(
            options => options.Concurrency = 3,
            settings: [("Faktory:Worker:Queues", "a, b"), ("Faktory:Worker:Concurrency", "7"), ("Faktory:Worker:ShutdownTimeout", "00:00:10")]);
        await worker.Host.StartAsync(Cancel);

        await worker.Server.SeesAsync("FETCH a b");
        var options = worker.Host.Services.GetRequiredService<IOptionsMonitor<FaktoryWorkerOptions>>().Get("");
        Assert.Equal((3, TimeSpan.FromSeconds(10)), (options.Concurrency, options.ShutdownTimeout));
    }

    [Theory]
    [InlineData("Faktory:Worker:Concurrency", "0")]
    [InlineData("Faktory:Worker:Concurrency", "many")]
    [InlineData("Faktory:Worker:Queues", "a:1, b")]
    [InlineData("Faktory:Worker:JobTimeout", "-00:00:01")]
    [InlineData("Faktory:Worker:ShutdownTimeout", "-00:00:01")]
    public async Task A_wrong_setting_stops_the_start_and_names_its_key(string key, string value)
    {
        using var host = TestWorker.Create(settings: [(key, value)]).Host;

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(Cancel));

        Assert.Contains(key, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_wrong_settings_of_all_workers_are_reported_at_once_each_with_its_key()
    {
        using var host = TestWorker.Create(
            options => options.Json = null!,
            services: services => services.AddFaktoryWorker("reports"),
            settings:
            [
                ("Faktory:Worker:Concurrency", "0"), ("Faktory:Worker:Queues", "a:1, b"), ("Faktory:Worker:Client", "other"),
                ("Faktory:Workers:reports:Concurrency", "10001"), ("Faktory:Workers:reports:JobTimeout", "00:00:00"), ("Faktory:Workers:reports:ShutdownTimeout", "00:00:28"),
            ]).Host;

        var exception = await Assert.ThrowsAsync<AggregateException>(() => host.StartAsync(Cancel));

        var failures = exception.Flatten().InnerExceptions.Cast<OptionsValidationException>().SelectMany(failure => failure.Failures).Order(StringComparer.Ordinal);
        Assert.Collection(
            failures,
            failure => Assert.Equal("Faktory:Worker:Client is \"other\", but no such client was added; call AddFaktoryClient(\"other\").", failure),
            failure => Assert.Equal("Faktory:Worker:Concurrency must be 1 to 10000, but is 0.", failure),
            failure => Assert.Equal("Faktory:Worker:Json must not be null, but is null.", failure),
            failure => Assert.StartsWith("Faktory:Worker:Queues is \"a:1, b\": some queues have a weight", failure, StringComparison.Ordinal),
            failure => Assert.Equal("Faktory:Workers:reports:Concurrency must be 1 to 10000, but is 10001.", failure),
            failure => Assert.Equal("Faktory:Workers:reports:JobTimeout must be positive, and at most 30 days, but is 00:00:00.", failure),
            failure => Assert.StartsWith("Faktory:Workers:reports:ShutdownTimeout is 00:00:28; with the 3 s", failure, StringComparison.Ordinal));
    }

    [Fact]
    public void A_named_client_is_found()
    {
        using var host = TestWorker.Create(options => options.Client = "other", services: services => services.AddFaktoryClient("other")).Host;

        Assert.Equal("other", host.Services.GetRequiredService<IOptionsMonitor<FaktoryWorkerOptions>>().Get("").Client);
    }

    [Fact]
    public void A_handler_that_is_added_and_found_by_a_scan_is_one_handler_with_its_settings()
    {
        var registration = new WorkerRegistration();
        var services = new ServiceCollection();
        new FaktoryWorkerBuilder("", services, registration)
            .AddHandlersFromAssemblyContaining<WorkerHostingTests>()
            .AddHandler<ProbeHandler>(options => options.MaxConcurrency = 2)
            .AddHandler<ProbeHandler>(options => options.Timeout = TimeSpan.FromSeconds(3));

        var probe = Assert.Single(registration.Handlers, handler => handler is ClassRegistration { Class: var type } && type == typeof(ProbeHandler));
        Assert.Equal((2, TimeSpan.FromSeconds(3)), (probe.Options.MaxConcurrency, probe.Options.Timeout));
    }

    [Fact]
    public async Task A_mapped_delegate_is_enough_for_a_worker_and_gives_no_warning_about_queues()
    {
        using var log = new RecordedLog();
        await using var worker = TestWorker.Create(
            options => options.Queues = "critical",
            worker => worker.MapJob("mapped", () => { }),
            services => services.AddLogging(logging => logging.AddProvider(log)));
        await worker.Host.StartAsync(Cancel);

        await worker.Server.SeesAsync("FETCH critical");
        Assert.Empty(log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task A_grace_period_that_the_host_does_not_grant_stops_the_start_and_names_both_settings()
    {
        using var host = TestWorker.Create(
            options => options.ShutdownTimeout = TimeSpan.FromSeconds(8),
            services: services => services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10))).Host;

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));

        Assert.Contains("Faktory:Worker:ShutdownTimeout is 00:00:08", exception.Message, StringComparison.Ordinal);
        Assert.Contains("HostOptions.ShutdownTimeout, which is 00:00:10", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_without_handlers_stops_the_start_and_says_how_to_add_one()
    {
        using var host = TestWorker.Create(worker: _ => { }).Host;

        var exception = await Assert.ThrowsAsync<FaktoryException>(() => host.StartAsync(Cancel));

        Assert.Contains("AddHandler<THandler>()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scanning_finds_the_handlers_of_an_assembly_and_reports_its_mistakes()
    {
        using var host = TestWorker.Create(worker: worker => worker.AddHandlersFromAssemblyContaining<WorkerHostingTests>()).Host;

        // This assembly holds wrong handlers on purpose; a scan that finds them has found all of them.
        var exception = await Assert.ThrowsAsync<FaktoryException>(() => host.StartAsync(Cancel));

        Assert.Contains("\"named\" has two handlers", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(ProbeHandler), exception.Message, StringComparison.Ordinal);
        using var scope = host.Services.CreateScope();
        Assert.NotNull(scope.ServiceProvider.GetService<ProbeHandler>());
    }

    [Fact]
    public async Task Several_workers_have_their_own_ids_and_queues_and_share_the_handlers()
    {
        await using var worker = TestWorker.Create(services: services =>
            services.AddFaktoryWorker("reports", options => options.Queues = "reports"));
        await worker.Host.StartAsync(Cancel);

        await worker.Server.SeesAsync("FETCH default");
        await worker.Server.SeesAsync("FETCH reports");
        await worker.Server.SeesAsync(" BEAT", times: 2);

        Assert.Equal(2, worker.Server.Identities.Select(identity => identity.Wid).Distinct().Count());
    }

    [Fact]
    public async Task Adding_a_worker_twice_makes_one_worker()
    {
        await using var worker = TestWorker.Create(services: services => services.AddFaktoryWorker());

        Assert.Single(worker.Host.Services.GetServices<IHostedService>().OfType<FaktoryWorkerService>());
    }

    [Fact]
    public async Task Labels_travel_with_the_worker()
    {
        await using var worker = await TestWorker.StartAsync(options => options.Labels = "eu, blue");
        await worker.Server.SeesAsync("FETCH default");

        Assert.Equal(["eu", "blue"], worker.Server.Identities[0].Labels);
    }
}
