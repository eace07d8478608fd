using Faktory.Server.Engine;
using Faktory.Server.Hosting;
using Faktory.Server.Storage;
using Faktory.Server.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faktory.Server.Tests.Hosting;

public sealed class GivingUpTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_stays_away_or_hangs_ends_the_application_with_an_exit_code(bool hangs)
    {
        var exitCode = Environment.ExitCode;
        var store = new FaultyStoreFactory(new MemoryStoreFactory());
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddFaktoryServer(server => (server.Listen, server.RecoveryTimeout) = ("", TimeSpan.FromMilliseconds(50)));
        builder.Services.AddSingleton<IStoreFactory>(store);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var stopped = host.WaitForShutdownAsync(TestContext.Current.CancellationToken);
        var gate = hangs ? store.HoldCommit(isDeaf: true) : null;
        if (!hangs)
        {
            store.FailCommit();
            store.FailOpen(int.MaxValue);
        }

        try
        {
            var client = new FakeConnection(host.Services.GetRequiredService<ICommandQueue>());
            client.Post(client.Push("job-00001"));
            await stopped;

            Assert.Equal(1, Environment.ExitCode);
            Assert.Equal(EngineState.Stopped, host.Services.GetRequiredService<EngineHealth>().State);
        }
        finally
        {
            Environment.ExitCode = exitCode;
            gate?.Release();
        }
    }
}
