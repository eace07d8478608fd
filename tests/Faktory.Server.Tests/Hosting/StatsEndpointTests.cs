using System.Net;
using System.Text.Json;
using Faktory.Server.Hosting;
using Faktory.Server.Storage;
using Faktory.Server.Tests.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Tests.Hosting;

public sealed class StatsEndpointTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_what_INFO_says()
    {
        await using var app = Build(new FaultyStoreFactory(new MemoryStoreFactory()), TimeProvider.System);
        await app.StartAsync(Cancellation);
        await using var client = await WireClient.ConnectAsync(app.Services.GetRequiredService<FaktoryServerService>().EndPoint!);
        await client.SendAsync("""PUSH {"jid":"job-00001","jobtype":"t","args":[]}""");
        await client.SendAsync("INFO");
        using var info = JsonDocument.Parse((await client.ReadAsync())!);
        using var http = new HttpClient();

        using var response = await http.GetAsync(Stats(app), Cancellation);
        using var stats = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Keys(info.RootElement), Keys(stats.RootElement));
        Assert.Equal(1, stats.RootElement.GetProperty("faktory").GetProperty("queues").GetProperty("default").GetInt32());
        Assert.Equal(
            info.RootElement.GetProperty("server").GetProperty("command_count").GetInt32() + 1,
            stats.RootElement.GetProperty("server").GetProperty("command_count").GetInt32());
        await app.StopAsync(Cancellation);
    }

    [Fact]
    public async Task While_the_store_fails_it_and_readiness_answer_503_with_the_reason()
    {
        var time = new ObservedTimeProvider();
        var store = new FaultyStoreFactory(new MemoryStoreFactory());
        await using var app = Build(store, time);
        await app.StartAsync(Cancellation);
        using var http = new HttpClient();
        store.FailCommit();
        store.FailOpen();
        await using var client = await WireClient.ConnectAsync(app.Services.GetRequiredService<FaktoryServerService>().EndPoint!);
        await Record.ExceptionAsync(() => client.SendAsync("""PUSH {"jid":"job-00001","jobtype":"t","args":[]}"""));
        await time.WaitForTimerAsync(TimeSpan.FromMilliseconds(100));

        using var stats = await http.GetAsync(Stats(app), Cancellation);
        using var ready = await http.GetAsync(new Uri(app.Urls.Single() + "/health/ready"), Cancellation);
        using var live = await http.GetAsync(new Uri(app.Urls.Single() + "/health/live"), Cancellation);

        Assert.Equal(
            [HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK], [stats.StatusCode, ready.StatusCode, live.StatusCode]);
        Assert.Contains("A test failed this commit", await stats.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_server_steps_aside_there_is_no_such_page()
    {
        await using var app = Build(new FaultyStoreFactory(new MemoryStoreFactory()), TimeProvider.System, isEnabled: false);
        await app.StartAsync(Cancellation);
        using var http = new HttpClient();

        using var response = await http.GetAsync(Stats(app), Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        await app.StopAsync(Cancellation);
    }

    private static WebApplication Build(IStoreFactory store, TimeProvider time, bool isEnabled = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(time).AddSingleton(store);
        builder.Services.AddHealthChecks().AddFaktoryServer();
        builder.Services.AddFaktoryServer(server => (server.Listen, server.Enabled) = ("127.0.0.1:0", isEnabled));
        var app = builder.Build();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
        app.MapFaktoryStats();
        return app;
    }

    private static Uri Stats(WebApplication app) => new(app.Urls.Single() + "/stats");

    private static IEnumerable<string> Keys(JsonElement json, string path = "") => json.ValueKind == JsonValueKind.Object
        ? json.EnumerateObject().SelectMany(property => Keys(property.Value, $"{path}/{property.Name}"))
        : [path];
}
