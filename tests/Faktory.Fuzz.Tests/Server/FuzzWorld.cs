using Faktory.Fuzz.Tests.Grammar;
using Faktory.Fuzz.Tests.Mutation;
using Faktory.Server.Connections;
using Faktory.Server.Engine;
using Faktory.Server.Sqlite;
using Faktory.Server.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Faktory.Fuzz.Tests.Server;

/// <summary>A server without sockets and threads of its own, on a real SQLite file, and the clients that torment it one after the other.</summary>
internal sealed class FuzzWorld : IAsyncDisposable
{
    private const int MaxLineBytes = 96 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("faktory-fuzz-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Dice _dice = new(FuzzBudget.Seed);
    private readonly Vocabulary _names = new();
    private readonly LineMaker _lines;
    private readonly IStore _store;
    private readonly ConnectionEnvironment _open;
    private readonly ConnectionEnvironment _guarded;
    private int _sessions;

    private FuzzWorld(Func<string, IStore> open)
    {
        _store = open(Path.Combine(_folder, "faktory.db"));
        _lines = new LineMaker(_dice, _names);
        Engine = new DirectEngine(_store, _time);
        var options = new ConnectionOptions { MaxPayloadBytes = MaxLineBytes };
        _open = new ConnectionEnvironment(Engine, options, _time, new RandomChallengeSource(), new ConnectionRegistry(_time), NullLoggerFactory.Instance);
        _guarded = _open with { Options = options with { Password = "s3cret" } };
    }

    public DirectEngine Engine { get; }

    /// <summary>How many lines were answered by something else than an error.</summary>
    public int Accepted { get; private set; }

    public static async Task<FuzzWorld> StartAsync()
    {
        IStore? store = null;
        var world = new FuzzWorld(path =>
        {
            // Relaxed: what is written is the same, and thousands of groups need no sync each.
            var settings = new SqliteStoreSettings { Path = path, Durability = Durability.Relaxed };
            return store = new SqliteStoreFactory(settings, NullLogger<SqliteStoreFactory>.Instance).OpenAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        });
        await store!.LoadAsync(new StateMachine(new EngineOptions()), TestContext.Current.CancellationToken);
        return world;
    }

    /// <returns>How many lines were sent.</returns>
    public async Task<int> PlaySessionAsync()
    {
        var plan = SessionPlan.Make(_dice, _lines, MaxLineBytes);
        var needsPassword = _dice.Percent(3);
        var (client, server) = DuplexPipePair.Create();
        Exception? thrown = null;
        var connection = new FaktoryConnection(server, needsPassword ? _guarded : _open, isInProcess: !needsPassword && _dice.Percent(20), static () => { });
        var serving = Task.Run(async () =>
        {
            try
            {
                await connection.RunAsync();
            }
            catch (Exception error)
            {
                // The boundary: what a real server would log as unexpected is a failure here.
                thrown = error;
            }

            await server.Input.CompleteAsync();
            await server.Output.CompleteAsync();
        });
        var player = new FuzzClient(client, _names, _dice, ++_sessions);
        int lines;
        try
        {
            lines = await player.PlayAsync(plan, MaxLineBytes, needsPassword);
        }
        finally
        {
            // A broken engine answers wrongly; the reason is worth more than the answer.
            Assert.True(Engine.Fault is null, FuzzFailure.Describe($"The engine failed at {Engine.Fault?.Command}: {Engine.Fault?.Error}", _sessions, plan.Bytes));
        }

        await serving.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.True(thrown is null, FuzzFailure.Describe($"The connection failed: {thrown}", _sessions, plan.Bytes));
        Accepted += player.Accepted;
        return lines;
    }

    /// <summary>Lets time pass between sessions: seconds mostly, now and then days.</summary>
    public void PassTime() => Engine.Advance(_dice.Next(30) switch
    {
        0 => TimeSpan.FromHours(_dice.Between(1, 60)),
        < 6 => TimeSpan.FromSeconds(_dice.Between(20, 120)),
        _ => TimeSpan.FromMilliseconds(_dice.Next(3000)),
    });

    public void CheckInvariants() => EngineInvariants.Check(Engine, _names);

    public Task RestartAsync() => Engine.RestartAsync(machine => EngineInvariants.Describe(machine, _names));

    public void Flush()
    {
        Assert.Same(Reply.Ok, Engine.Ask(new FlushCommand(new Session())));
        _names.Clear();
        CheckInvariants();
        Assert.Empty(Engine.Observed.Jobs);
        Assert.Empty(Engine.Observed.Batches);
    }

    public async ValueTask DisposeAsync()
    {
        Engine.Dispose();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
