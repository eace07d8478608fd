namespace Faktory.Server.Hosting;

/// <summary>Whether commands can be applied.</summary>
internal enum EngineState
{
    Starting,
    Ready,

    /// <summary>The store has not answered for seconds; commands wait for it.</summary>
    Stalled,

    /// <summary>The store failed and is being opened again; commands are refused.</summary>
    Recovering,

    /// <summary>The store did not come back in time; the process is about to stop.</summary>
    Failed,
    Stopped,
}
