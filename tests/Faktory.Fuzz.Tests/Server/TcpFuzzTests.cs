using System.Diagnostics.Metrics;
using System.Net;
using Faktory.Client;
using Faktory.Fuzz.Tests.Grammar;
using Faktory.Fuzz.Tests.Mutation;
using Faktory.Protocol;
using Faktory.Server.Connections;
using Faktory.Server.Engine;
using Faktory.Server.Hosting;
using Faktory.Server.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faktory.Fuzz.Tests.Server;

/// <summary>Any bytes to the server over sockets, by several clients at once, with the real threads behind it.</summary>
public sealed class TcpFuzzTests
{
    private const int Clients = 8;
    private const int MaxLineBytes = 96 * 1024;

    [Fact]
    public async Task Whatever_clients_send_over_TCP_every_line_is_answered()
    {
        var settings = new EngineHostSettings { Engine = new EngineOptions { FetchWait = TimeSpan.FromMilliseconds(5) } };
        var health = new EngineHealth();
        using var meter = new Meter(nameof(TcpFuzzTests));
        await using var engine = new EngineHost(
            settings, new MemoryStoreFactory(), new GcMemoryProbe(), new RandomSeedSource(), new NoStopper(), health, new EngineMetrics(meter), TimeProvider.System, NullLogger<EngineHost>.Instance);
        var environment = new ConnectionEnvironment(
            engine, new ConnectionOptions { MaxPayloadBytes = MaxLineBytes, HandshakeTimeout = TimeSpan.FromSeconds(30) }, TimeProvider.System, new RandomChallengeSource(), new ConnectionRegistry(TimeProvider.System), NullLoggerFactory.Instance);
        await engine.StartAsync(TestContext.Current.CancellationToken);
        await using var listener = new FaktoryListener(new IPEndPoint(IPAddress.Loopback, 0), environment);
        await listener.StartAsync(TestContext.Current.CancellationToken);

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => Task.Run(() => PlayAsync(listener.EndPoint, number, FuzzBudget.Inputs / 25 / Clients))));

        Assert.Equal(EngineState.Ready, health.State);
        await listener.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, environment.Registry.Connections);
        await engine.StopAsync(TestContext.Current.CancellationToken);
    }

    private static async Task PlayAsync(IPEndPoint endPoint, int number, int lines)
    {
        var dice = new Dice(FuzzBudget.Seed + number);
        var names = new Vocabulary();
        var maker = new LineMaker(dice, names);
        var transport = new TcpTransport(new FaktoryAddress(endPoint.Address.ToString(), endPoint.Port));
        for (var session = 1; lines > 0; session++)
        {
            var plan = SessionPlan.Make(dice, maker, MaxLineBytes);
            if (plan.IsHelloDamaged)
            {
                continue;
            }

            await using var connection = await transport.ConnectAsync(TestContext.Current.CancellationToken);
            lines -= await new FuzzClient(connection, names, dice, session).PlayAsync(plan, MaxLineBytes, needsPassword: false);
        }
    }

    private sealed class NoStopper : IProcessStopper
    {
        public void StopAsFailed() => Assert.Fail("The server gave up.");
    }
}
