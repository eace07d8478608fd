namespace Faktory.Server.Hosting;

/// <summary>What readiness probes see. Written by the engine's host, read from any thread.</summary>
internal sealed class EngineHealth
{
    private volatile Snapshot _current = new(EngineState.Starting, "The server is starting.");

    public EngineState State => _current.State;

    public string Message => _current.Message;

    public bool IsReady => State == EngineState.Ready;

    public void Set(EngineState state, string message) => _current = new(state, message);

    private sealed record Snapshot(EngineState State, string Message);
}
