namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>A queue that is paused and resumed.</summary>
internal sealed class PausedScenario(string name, int seed) : ShutQueueScenario(name, seed)
{
    protected override bool IsShut(World world) => world.IsPaused;

    protected override IEnumerable<SetCommand> Switches()
    {
        var verb = World.IsPaused ? "RESUME" : "PAUSE";
        yield return new SetCommand($"QUEUE {verb} {Queue}", SetCommands.Ok, (world, _) => world.IsPaused = verb == "PAUSE");
    }
}
