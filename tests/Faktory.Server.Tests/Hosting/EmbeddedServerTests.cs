using System.Net;
using System.Net.Sockets;
using Faktory.Protocol;
using Faktory.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Tests.Hosting;

public sealed class EmbeddedServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_with_a_url_of_its_own_and_the_embedded_server_both_serve()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddFaktoryServer(server => server.Listen = "127.0.0.1:0").UseInMemory();
        await using var app = builder.Build();
        app.MapGet("/", () => "the app");
        await app.StartAsync(Cancellation);

        using var http = new HttpClient();
        var page = await http.GetStringAsync(new Uri(app.Urls.Single()), Cancellation);
        await using var client = await WireClient.ConnectAsync(EndPoint(app.Services));
        var pushed = await client.SendAsync("""PUSH {"jid":"job-00001","jobtype":"t","args":[]}""");
        await app.StopAsync(Cancellation);

        Assert.Equal("the app", page);
        Assert.Equal("+OK", pushed);
    }

    [Fact]
    public async Task The_server_is_there_until_the_last_hosted_service_has_stopped()
    {
        string? whileStopping = null;
        var builder = Builder();
        builder.Services.AddHostedService(services => new StopProbe(async () =>
        {
            await using var client = await WireClient.ConnectAsync(EndPoint(services));
            whileStopping = await client.SendAsync("""PUSH {"jid":"job-00001","jobtype":"t","args":[]}""");
        }));
        builder.Services.AddFaktoryServer(server => server.Listen = "127.0.0.1:0").UseInMemory();
        using var host = builder.Build();
        await host.StartAsync(Cancellation);
        var endPoint = EndPoint(host.Services);

        await host.StopAsync(Cancellation);
        using var late = new TcpClient();

        Assert.Equal("+OK", whileStopping);
        await Assert.ThrowsAnyAsync<SocketException>(async () => await late.ConnectAsync(endPoint, Cancellation));
    }

    [Fact]
    public async Task Without_a_port_it_is_reached_over_the_in_memory_transport()
    {
        var builder = Builder();
        builder.Services.AddFaktoryServer(server => server.Listen = "").UseInMemory();
        using var host = builder.Build();
        await host.StartAsync(Cancellation);

        await using var connection = await host.Services.GetRequiredService<IFaktoryTransport>().ConnectAsync(Cancellation);
        var greeting = await connection.Input.ReadAtLeastAsync(3, Cancellation);
        var text = System.Text.Encoding.UTF8.GetString(greeting.Buffer.First.Span);
        connection.Input.AdvanceTo(greeting.Buffer.End);
        await connection.Output.CompleteAsync();
        await host.StopAsync(Cancellation);

        Assert.StartsWith("+HI", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_steps_aside_when_another_server_is_named()
    {
        var builder = Builder(("Faktory:Url", "tcp://elsewhere:7419"));
        builder.Services.AddFaktoryServer();
        using var host = builder.Build();

        await host.StartAsync(Cancellation);

        Assert.Null(host.Services.GetService<IFaktoryTransport>());
        Assert.Null(host.Services.GetRequiredService<FaktoryServerService>().EndPoint);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task It_runs_beside_another_named_server_when_told_to()
    {
        var builder = Builder(("Faktory:Url", "tcp://elsewhere:7419"), ("Faktory:Server:Enabled", "true"), ("Faktory:Server:Listen", "127.0.0.1:0"));
        builder.Services.AddFaktoryServer().UseInMemory();
        using var host = builder.Build();

        await host.StartAsync(Cancellation);

        Assert.NotNull(host.Services.GetService<IFaktoryTransport>());
        await using var client = await WireClient.ConnectAsync(EndPoint(host.Services));
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Without_a_store_the_start_fails_and_names_both()
    {
        var builder = Builder();
        builder.Services.AddFaktoryServer();
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancellation));

        Assert.Contains("UseSqlite()", error.Message, StringComparison.Ordinal);
        Assert.Contains("UseInMemory()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_start_up_error_that_names_the_setting()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var builder = Builder();
        builder.Services.AddFaktoryServer(server => server.Listen = taken.LocalEndpoint.ToString()!).UseInMemory();
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<IOException>(() => host.StartAsync(Cancellation));

        Assert.Contains("Faktory:Server:Listen", error.Message, StringComparison.Ordinal);
        Assert.Contains(taken.LocalEndpoint.ToString()!, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_health_check_follows_the_engine()
    {
        var builder = Builder();
        builder.Services.AddHealthChecks().AddFaktoryServer();
        builder.Services.AddFaktoryServer(server => server.Listen = "").UseInMemory();
        using var host = builder.Build();
        var checks = host.Services.GetRequiredService<HealthCheckService>();

        var before = await checks.CheckHealthAsync(Cancellation);
        await host.StartAsync(Cancellation);
        var running = await checks.CheckHealthAsync(Cancellation);
        await host.StopAsync(Cancellation);
        var after = await checks.CheckHealthAsync(Cancellation);

        Assert.Equal([HealthStatus.Unhealthy, HealthStatus.Healthy, HealthStatus.Unhealthy], [before.Status, running.Status, after.Status]);
        Assert.Equal("The server has stopped.", after.Entries["faktory-server"].Description);
    }

    private static HostApplicationBuilder Builder(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value));
        return builder;
    }

    private static IPEndPoint EndPoint(IServiceProvider services) => services.GetRequiredService<FaktoryServerService>().EndPoint!;

    private sealed class StopProbe(Func<Task> onStop) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => onStop();
    }
}
