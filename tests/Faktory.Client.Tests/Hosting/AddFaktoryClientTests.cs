using Faktory.Client.Tests.Scripted;
using Faktory.Protocol;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faktory.Client.Tests.Hosting;

public sealed class AddFaktoryClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static HostApplicationBuilder Application(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(new ClientEnvironment(_ => null));
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        return builder;
    }

    [Fact]
    public void One_client_serves_all_who_ask_and_may_be_added_twice()
    {
        var builder = Application();
        builder.Services.AddFaktoryClient();
        builder.Services.AddFaktoryClient();
        using var host = builder.Build();

        Assert.Same(host.Services.GetRequiredService<IFaktoryClient>(), host.Services.GetRequiredService<IFaktoryClient>());
        Assert.Single(host.Services.GetServices<IFaktoryClient>());
        Assert.NotNull(host.Services.GetRequiredService<IFaktoryAdmin>());
    }

    [Fact]
    public void Named_clients_are_keyed_services_beside_the_default_one()
    {
        var builder = Application();
        builder.Services.AddFaktoryClient();
        builder.Services.AddFaktoryClient("other");
        using var host = builder.Build();

        var other = host.Services.GetRequiredKeyedService<IFaktoryClient>("other");

        Assert.NotSame(host.Services.GetRequiredService<IFaktoryClient>(), other);
        Assert.NotNull(host.Services.GetRequiredKeyedService<IFaktoryWorkerConnectionFactory>("other"));
        Assert.NotNull(host.Services.GetRequiredKeyedService<IFaktoryBatches>("other"));
    }

    [Fact]
    public void Settings_come_from_the_configuration_and_code_wins()
    {
        var builder = Application(
            ("Faktory:CommandTimeout", "00:00:07"), ("Faktory:Password", "a"), ("Faktory:Clients:other:CommandTimeout", "00:00:09"));
        builder.Services.AddFaktoryClient(options => options.Password = "b");
        builder.Services.AddFaktoryClient("other");
        using var host = builder.Build();
        var options = host.Services.GetRequiredService<IOptionsMonitor<FaktoryClientOptions>>();

        Assert.Equal((TimeSpan.FromSeconds(7), "b"), (options.CurrentValue.CommandTimeout, options.CurrentValue.Password));
        Assert.Equal((TimeSpan.FromSeconds(9), null), (options.Get("other").CommandTimeout, options.Get("other").Password));
    }

    [Theory]
    [InlineData("Faktory:CommandTimeout", "00:00:00", "Faktory:CommandTimeout is 00:00:00")]
    [InlineData("Faktory:CommandTimeout", "soon", "Faktory:CommandTimeout")]
    [InlineData("Faktory:Clients:other:CommandTimeout", "-00:00:01", "Faktory:Clients:other:CommandTimeout")]
    [InlineData("Faktory:Url", "localhost", "Faktory:Url")]
    [InlineData("Faktory:Clients:other:Url", "tcp://:geheim@a b", "Faktory:Clients:other:Url")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string key, string value, string message)
    {
        var builder = Application((key, value));
        builder.Services.AddFaktoryClient();
        builder.Services.AddFaktoryClient("other");
        using var host = builder.Build();

        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(Cancel));

        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_server_is_logged_once_without_its_password()
    {
        using var log = new LogLines();
        var builder = Application(("Faktory:Url", "tcp://:geheim@faktory.example"));
        builder.Logging.AddProvider(log);
        builder.Services.AddFaktoryClient();
        using var host = builder.Build();

        _ = host.Services.GetRequiredService<IFaktoryClient>();
        _ = host.Services.GetRequiredService<IFaktoryAdmin>();

        Assert.Equal("Information:Faktory: the default client uses tcp://faktory.example:7419 (Faktory:Url).", Assert.Single(log.Lines));
    }

    [Fact]
    public async Task Without_an_address_the_embedded_server_is_used_and_with_one_it_is_not()
    {
        var server = new ScriptedServer();
        var builder = Application(("Faktory:Clients:elsewhere:Url", "tcp://elsewhere"));
        builder.Services.AddSingleton<IFaktoryTransport>(server);
        builder.Services.AddFaktoryClient();
        builder.Services.AddFaktoryClient("elsewhere");
        using var host = builder.Build();

        await host.Services.GetRequiredService<IFaktoryClient>().PushAsync(Job.Create("T"), Cancel);

        Assert.Single(server.Commands);
        Assert.Equal("tcp://elsewhere:7419", host.Services.GetRequiredKeyedService<IFaktoryWorkerConnectionFactory>("elsewhere").Endpoint);
    }

    [Fact]
    public void A_container_without_configuration_and_logging_is_enough()
    {
        var services = new ServiceCollection();
        services.AddFaktoryClient(options => options.Url = "tcp://a");
        using var provider = services.BuildServiceProvider();

        Assert.Equal("tcp://a:7419", provider.GetRequiredService<IFaktoryWorkerConnectionFactory>().Endpoint);
    }
}
