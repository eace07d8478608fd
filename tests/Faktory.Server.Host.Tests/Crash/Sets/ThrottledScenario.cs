namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>A queue of which only so many jobs may run at once: the jobs in hand are counted again after a restart.</summary>
internal sealed class ThrottledScenario(string name, int seed) : ShutQueueScenario(name, seed)
{
    public const int Limit = 2;

    protected override bool IsShut(World world) => InHand(world, Queue).Count >= Limit;
}
