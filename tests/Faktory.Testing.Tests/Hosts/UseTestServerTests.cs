using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faktory.Testing.Tests.Hosts;

/// <summary>An application that names a SQLite file, a TCP port and other servers' addresses, put on the test server.</summary>
public sealed class UseTestServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_application_runs_in_memory_whatever_it_names_before_or_after(bool serverFirst)
    {
        var data = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var story = new Story();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Faktory:Url"] = "tcp://192.0.2.1:7419",
            ["Faktory:Clients:other:Url"] = "tcp://192.0.2.1:7419",
            ["Faktory:Server:Listen"] = "192.0.2.1:7419",
            ["Faktory:Server:Password"] = "secret",
        });
        if (serverFirst)
        {
            AddServer(builder.Services, data);
        }

        builder.Services.AddFaktoryClient("other");
        story.AddTo(builder.Services);
        builder.Services.UseFaktoryTestServer();
        if (!serverFirst)
        {
            AddServer(builder.Services, data);
        }

        using var host = builder.Build();
        await host.StartAsync(Cancel);
        await using (var faktory = FaktoryTestHost.Attach(host.Services))
        {
            await faktory.Client.PushAsync(Job.Create("work", 1), Cancel);
            await host.Services.GetRequiredKeyedService<IFaktoryClient>("other").PushAsync(Job.Create("work", 2), Cancel);

            await faktory.DrainAsync(Cancel);

            Assert.Equal(["work 1", "work 2"], story.Lines.Order());
            Assert.Equal(2, faktory.Pushed.Count);
            Assert.Contains("real clock", Assert.Throws<InvalidOperationException>(() => faktory.Time).Message, StringComparison.Ordinal);
        }

        await host.StopAsync(Cancel);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public void An_application_on_another_server_cannot_be_attached_to()
    {
        using var services = new ServiceCollection().AddFaktoryClient().Services.BuildServiceProvider();

        var error = Assert.Throws<InvalidOperationException>(() => FaktoryTestHost.Attach(services));

        Assert.Contains("UseFaktoryTestServer()", error.Message, StringComparison.Ordinal);
    }

    private static void AddServer(IServiceCollection services, string data) =>
        services.AddFaktoryServer(options => options.DataDirectory = data).UseSqlite();
}
