using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>
/// Gives memory back to the system after most jobs went. The runtime collects when something is allocated, so that a server
/// without work would hold what a million jobs once needed for as long as it stays without work. Engine thread only.
/// </summary>
internal sealed class IdleHeap(IMemoryProbe memory)
{
    /// <summary>Below it there is nothing to gain.</summary>
    public const int FewestReleased = 50_000;

    /// <summary>A heap that a server without jobs may have.</summary>
    public const long SmallHeapBytes = 64L * 1024 * 1024;

    /// <summary>Moving so many jobs together takes about a tenth of a second, in which the server stands still.</summary>
    public const int MostToMove = 100_000;

    private long _released;

    /// <summary>The server has had nothing to commit for a while.</summary>
    public void OnIdle(StateMachine machine)
    {
        _released += machine.TakeReleased();

        // Less than what remains would not be worth looking through all that remains.
        if (_released < FewestReleased || _released < machine.Jobs || memory.CommittedBytes < SmallHeapBytes)
        {
            return;
        }

        _released = 0;
        if (machine.Jobs <= MostToMove)
        {
            memory.GiveBack();
        }
        else
        {
            memory.Reclaim();
        }
    }
}
