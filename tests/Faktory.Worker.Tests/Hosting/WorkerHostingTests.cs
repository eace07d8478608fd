using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
