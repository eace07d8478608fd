using Faktory.Server.Engine;
using Faktory.Server.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Tests.Hosting;

/// <summary>Throttles that change while the server runs.</summary>
public sealed class ThrottleReloadTests
{
    private const string Limit = "Faktory:Server:Throttles:default:concurrency";

    private static readonly IReadOnlyDictionary<string, ThrottleRule> OneAtATime =
        new Dictionary<string, ThrottleRule> { ["default"] = new(1, IsPerWorker: false, TimeSpan.FromHours(1)) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changed_limit_wakes_a_FETCH_and_a_wrong_one_leaves_that_of_before_in_force()
    {
        var log = new RecordingLogger<SettingsReload>();
        using var host = Build(log);
        await host.StartAsync(Cancellation);
        var configuration = (IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>();
        var endPoint = host.Services.GetRequiredService<FaktoryServerService>().EndPoint!;
        await using var client = await WireClient.ConnectAsync(endPoint);
        for (var number = 1; number <= 3; number++)
        {
            Assert.Equal("+OK", await client.SendAsync($$"""PUSH {"jid":"job-0000{{number}}","jobtype":"t","args":[]}"""));
        }

        Assert.StartsWith("$", await client.SendAsync("FETCH default"), StringComparison.Ordinal);
        Assert.Contains("job-00001", await client.ReadAsync(), StringComparison.Ordinal);
        var waiting = client.SendAsync("FETCH default");

        configuration[Limit] = "2";
        configuration.Reload();

        Assert.NotEqual("$-1", await waiting);
        Assert.Contains("job-00002", await client.ReadAsync(), StringComparison.Ordinal);

        configuration[Limit] = "none";
        configuration.Reload();

        Assert.Contains(log.Entries, entry => entry.Level == LogLevel.Error && entry.Message.Contains(Limit, StringComparison.OrdinalIgnoreCase));
        Assert.Equal("$-1", await client.SendAsync("FETCH default"));
        await host.StopAsync(Cancellation);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_engine_that_takes_over_keeps_the_changed_throttles_also_those_that_changed_meanwhile(bool meanwhile)
    {
        await using var engine = await EngineHarness.StartAsync();
        var (first, second, client) = (engine.Connect("worker-a"), engine.Connect("worker-b"), engine.Connect());
        if (!meanwhile)
        {
            engine.Host.Post([new SetThrottlesCommand(OneAtATime)]);
        }

        engine.Store.FailCommit();
        engine.Store.FailOpen();
        client.Post(client.Push("lost-0001"));
        await client.Aborted;
        var retry = TimeSpan.FromMilliseconds(100);
        await engine.Time.WaitForTimerAsync(retry);
        if (meanwhile)
        {
            engine.Host.Post([new SetThrottlesCommand(OneAtATime)]);
            Assert.Equal("-ERR storage unavailable", await client.SendAsync(client.Read()));
        }

        engine.Time.Advance(retry);
        await engine.Store.WaitForOpensAsync(3).SoonAsync();
        while (await client.SendAsync(client.Push("job-00001")) != "+OK")
        {
            await Task.Yield();
        }

        await client.SendAsync(client.Push("job-00002"));
        Assert.Contains("job-00001", await first.SendAsync(first.Fetch()), StringComparison.Ordinal);
        var waiting = second.Post(second.Fetch());
        await client.SendAsync(client.Read());

        Assert.False(waiting.IsReleased);
        Assert.Equal("+OK", await first.SendAsync(first.Ack("job-00001")));
        Assert.Contains("job-00002", await second.ReplyAsync(waiting), StringComparison.Ordinal);
    }

    private static IHost Build(RecordingLogger<SettingsReload> log)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [Limit] = "1", ["Faktory:Server:Throttles:default:timeout"] = "600" });
        builder.Services.AddSingleton<ILogger<SettingsReload>>(log);
        builder.Services.AddFaktoryServer(server => server.Listen = "127.0.0.1:0").UseInMemory();
        return builder.Build();
    }
}
