using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>What the store's thread tells the engine's thread.</summary>
internal abstract record StoreEvent
{
    /// <summary>The group is durable.</summary>
    public sealed record Committed(CommandGroup Group) : StoreEvent;

    /// <summary>The idle housekeeping is done.</summary>
    public sealed record Maintained : StoreEvent;

    /// <summary>A commit or housekeeping failed; nothing is executed until <see cref="StoreThread.Recover"/>.</summary>
    public sealed record Failed(Exception Error) : StoreEvent;

    /// <summary>The store is open and its rows are in a new engine that has not finished loading.</summary>
    public sealed record Loaded(StateMachine Machine) : StoreEvent;

    /// <summary>A call has been under way for so long; nothing is wrong yet.</summary>
    public sealed record Stalled(TimeSpan For) : StoreEvent;

    /// <summary>The call that stalled has returned.</summary>
    public sealed record Resumed : StoreEvent;

    /// <summary>A call has not returned for so long and is given up, with the thread that waits in it.</summary>
    public sealed record Hung(TimeSpan For) : StoreEvent;

    /// <summary>The store could not be opened at start, or not again in time.</summary>
    public sealed record GaveUp(Exception Error) : StoreEvent;
}
