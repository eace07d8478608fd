using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>
/// Gives memory back to the system after most jobs went. The runtime collects when something is allocated, and all of a large heap
/// only when much was: a server that has finished a million jobs would hold what they needed for as long as it has little to do.
/// Engine thread only.
/// </summary>
internal sealed class HeapKeeper(IMemoryProbe memory)
{
    /// <summary>Fewer jobs and members gone are not worth anything.</summary>
    public const int FewestReleased = 50_000;

    /// <summary>While the server works, it must be more than that.</summary>
    public const int FewestReleasedAtWork = 100_000;

    /// <summary>A heap that a server without jobs may have.</summary>
    public const long SmallHeapBytes = 64L * 1024 * 1024;

    /// <summary>A heap that a server at work, with few jobs waiting, may have.</summary>
    public const long SmallHeapAtWorkBytes = 256L * 1024 * 1024;

    /// <summary>Moving so many jobs together takes about a tenth of a second, in which the server stands still.</summary>
    public const int MostToMove = 100_000;

    private const int RemainingPerReleased = 8;

    private long _released;
    private long _releasedAtWork;

    /// <summary>A group is on its way: what is gone is collected in the background, beside the work.</summary>
    public void OnCommit(StateMachine machine)
    {
        Count(machine);

        // Looking through all that remains costs a small part of a microsecond a job, so that it may be done for a ninth of all.
        if (_releasedAtWork >= FewestReleasedAtWork && _releasedAtWork >= machine.Jobs / RemainingPerReleased)
        {
            _releasedAtWork = 0;
            if (memory.CommittedBytes >= SmallHeapAtWorkBytes)
            {
                memory.Reclaim();
            }
        }
    }

    /// <summary>The server has had nothing to commit for a while, so that it may stand still for a moment.</summary>
    public void OnIdle(StateMachine machine)
    {
        Count(machine);

        // Fewer than what remains would not be worth moving it.
        if (_released < FewestReleased || _released < machine.Jobs || memory.CommittedBytes < SmallHeapBytes)
        {
            return;
        }

        (_released, _releasedAtWork) = (0, 0);
        if (machine.Jobs <= MostToMove)
        {
            memory.GiveBack();
        }
        else
        {
            memory.Reclaim();
        }
    }

    private void Count(StateMachine machine)
    {
        var released = machine.TakeReleased();
        _released += released;
        _releasedAtWork += released;
    }
}
