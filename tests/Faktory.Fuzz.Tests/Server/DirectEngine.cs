using Faktory.Server.Engine;
using Faktory.Server.Hosting;
using Faktory.Server.Storage;
using Faktory.Server.Tests.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Faktory.Fuzz.Tests.Server;

/// <summary>
/// The engine without its threads: every post is applied, stored and released before it returns, so that the same
/// seed gives the same run. A FETCH that would park waits out its time at once.
/// </summary>
internal sealed class DirectEngine(IStore store, FakeTimeProvider time) : ICommandQueue, IDisposable
{
    private static readonly EngineOptions Options = new() { FetchWait = TimeSpan.FromMilliseconds(10) };

    private const int MaxTicks = 10_000;

    private readonly Lock _gate = new();
    private readonly ResultReader _results = new(() => store, NullLogger.Instance);
    private readonly Dice _seeds = new(FuzzBudget.Seed);
    private StateMachine _machine = Started(time);

    public ObservedStore Observed { get; private set; } = new();

    /// <summary>What the engine threw; its state is of no use any more.</summary>
    public (Exception Error, string Command)? Fault { get; private set; }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public void Post(ReadOnlySpan<Command> commands)
    {
        lock (_gate)
        {
            foreach (var command in commands)
            {
                Apply(command);
                WaitOut(command);
                command.Reply ??= Reply.Error("fault");
            }

            Store();
            foreach (var command in commands)
            {
                Release(command);
            }

            _machine.Notices.Clear();
            _machine.Dismissed.Clear();
        }
    }

    /// <summary>Moves the clock and does what becomes due.</summary>
    public void Advance(TimeSpan by)
    {
        lock (_gate)
        {
            time.Advance(by);
            Tick();
            Store();
            _machine.Dismissed.Clear();
        }
    }

    public Reply? Ask(Command command)
    {
        Post([command]);
        return command.Reply;
    }

    /// <summary>Loads everything again, from both stores, and goes on with what the real one gave.</summary>
    /// <param name="describe">What must be the same before and after.</param>
    public async Task RestartAsync(Func<StateMachine, string> describe)
    {
        var before = describe(_machine);
        var observed = new StateMachine(Options);
        Observed.Load(observed);
        observed.FinishLoading(Now, isNewProcess: false);
        var loaded = new StateMachine(Options);
        await store.LoadAsync(loaded, TestContext.Current.CancellationToken);
        loaded.FinishLoading(Now, isNewProcess: false);
        Assert.Equal(before, describe(observed));
        Assert.Equal(before, describe(loaded));
        _machine = loaded;
        Tick();
        Store();
    }

    /// <summary>Ends the thread that reads results.</summary>
    public void Dispose()
    {
        _results.Stop();
        _results.Dispose();
    }

    private void Release(Command command)
    {
        if (command.Reply is ResultsReply results)
        {
            _results.Complete(command, results);
            return;
        }

        command.IsReleased = true;
        command.Session.Outlet?.OnReleased();
    }

    private static StateMachine Started(FakeTimeProvider time)
    {
        var machine = new StateMachine(Options);
        machine.FinishLoading(time.GetUtcNow().UtcDateTime, isNewProcess: true);
        return machine;
    }

    private void Apply(Command command)
    {
        if (Fault is not null)
        {
            return;
        }

        command.Now = Now;
        command.Seed = ((ulong)_seeds.Next(int.MaxValue) << 32) | (uint)_seeds.Next(int.MaxValue);
        try
        {
            _machine.Apply(command);
        }
        catch (Exception error)
        {
            // The boundary: the test says what the engine could not do.
            Fault = (error, command.GetType().Name);
        }

        _machine.Answered.Clear();
    }

    private void WaitOut(Command command)
    {
        if (command is FetchCommand { Reply: null } && Fault is null)
        {
            time.Advance(Options.FetchWait);
            Tick();
        }
    }

    private void Tick()
    {
        for (var rounds = 0; _machine.NextTick <= Now && Fault is null; rounds++)
        {
            Apply(new TickCommand());
            Fault ??= rounds < MaxTicks ? null : (new InvalidOperationException($"It asks for ticks without end; it is {Now:O}."), "time");
        }
    }

    private void Store()
    {
        if (Fault is not null || !_machine.HasChanges)
        {
            return;
        }

        try
        {
            var changes = _machine.TakeChanges();
            Observed.Commit(changes);
            store.CommitAsync(changes, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            // The boundary: whatever it is, the connection is answered and the test says it.
            Fault = (error, "the commit");
        }
    }
}
