using Faktory.Client;
using Faktory.Fuzz.Tests.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Faktory.Fuzz.Tests.Client;

/// <summary>A whole client against servers that lie: every call ends, in a result or in one of its own exceptions, and the client recovers.</summary>
public sealed class HostileServerFuzzTests
{
    private const int CallsPerClient = 20;

    /// <summary>A call against a silent server takes a while, so there are fewer of them than of lines.</summary>
    private const int InputsPerClient = 2000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Func<ServiceProvider, CancellationToken, Task>[] Calls =
    [
        (services, stop) => services.GetRequiredService<IFaktoryClient>().PushAsync(Job.Create("T", "a"), stop).AsTask(),
        (services, stop) => services.GetRequiredService<IFaktoryClient>().PushManyAsync([Job.Create("T", 1), Job.Create("T", 2)], stop),
        (services, stop) => services.GetRequiredService<IFaktoryClient>().GetBatchStatusAsync("b-1", stop),
        (services, stop) => services.GetRequiredService<IFaktoryClient>().GetBatchTreeAsync("b-1", stop),
        (services, stop) => services.GetRequiredService<IFaktoryClient>().OpenBatchAsync("b-1", stop),
        (services, stop) => services.GetRequiredService<IFaktoryAdmin>().GetInfoAsync(stop),
        (services, stop) => services.GetRequiredService<IFaktoryAdmin>().PauseAsync("q", stop),
        FetchAsync,
    ];

    [Fact]
    public async Task Every_call_ends_and_the_client_works_again_with_an_honest_server()
    {
        var dice = new Dice(FuzzBudget.Seed);
        for (var clients = 0; clients < FuzzBudget.Inputs / InputsPerClient; clients++)
        {
            var server = new HostileServer(new Dice(dice.Next(int.MaxValue)));
            var time = new FakeTimeProvider();
            await using var services = Client(server, time);
            for (var calls = 0; calls < CallsPerClient; calls++)
            {
                await CallAsync(dice.Of(Calls), services, time, clients);
            }

            server.IsHonest = true;
            await RecoverAsync(services, time, clients);
        }
    }

    private static ServiceProvider Client(HostileServer server, FakeTimeProvider time)
    {
        var services = new ServiceCollection();
        services.AddSingleton<Protocol.IFaktoryTransport>(server);
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton(new ClientEnvironment(_ => null));
        services.AddFaktoryClient(options =>
        {
            options.CommandTimeout = TimeSpan.FromSeconds(10);
            options.Password = "secret";
        });
        return services.BuildServiceProvider();
    }

    private static async Task FetchAsync(ServiceProvider services, CancellationToken stop)
    {
        var factory = services.GetRequiredService<IFaktoryWorkerConnectionFactory>();
        await using var connection = await factory.ConnectAsync(new WorkerIdentity("wid"), stop);
        await connection.GetInfoAsync().WaitAsync(stop);
        await connection.FetchAsync(["q"]).AsTask().WaitAsync(stop);
        await connection.BeatAsync(null, 1).WaitAsync(stop);
        await connection.AckAsync("abcdefgh").AsTask().WaitAsync(stop);
    }

    /// <summary>A worker's commands have no deadline of their own, so silence is cut short here.</summary>
    private static async Task CallAsync(Func<ServiceProvider, CancellationToken, Task> call, ServiceProvider services, FakeTimeProvider time, int client)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30), time);
        try
        {
            await AdvanceUntilAsync(Task.Run(() => call(services, stop.Token), CancellationToken.None), time, client);
        }
        catch (FaktoryException)
        {
            // One of its own.
        }
        catch (Protocol.FaktoryProtocolException)
        {
            // One of its own.
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Silence.
        }
        catch (Exception error)
        {
            Assert.Fail(FuzzFailure.Describe($"A client threw what no caller expects: {error}", client, default));
        }
    }

    private static async Task RecoverAsync(ServiceProvider services, FakeTimeProvider time, int client)
    {
        // The first call may still find the connection that a lie has spoiled.
        await CallAsync(Calls[5], services, time, client);
        await CallAsync(Calls[5], services, time, client);
        await AdvanceUntilAsync(services.GetRequiredService<IFaktoryClient>().PushAsync(Job.Create("T", "a"), TestContext.Current.CancellationToken).AsTask(), time, client);
    }

    private static async Task AdvanceUntilAsync(Task call, FakeTimeProvider time, int client)
    {
        var until = DateTime.UtcNow + Patience;
        while (!call.IsCompleted)
        {
            Assert.True(DateTime.UtcNow < until, FuzzFailure.Describe("A call does not end.", client, default));
            await Task.WhenAny(call, Task.Delay(1, TestContext.Current.CancellationToken));
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await call;
    }
}
