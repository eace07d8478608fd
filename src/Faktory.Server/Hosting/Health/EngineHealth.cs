namespace Faktory.Server.Hosting;

/// <summary>What readiness probes see. Written by the engine's host, read from any thread.</summary>
internal sealed class EngineHealth
{
    private volatile Snapshot _current = new(EngineState.Starting, "The server is starting.");

    public EngineState State => _current.State;

    /// <summary>How often it was lost since the start.</summary>
    public long Outages => Interlocked.Read(ref _outages);

    public string Message => _current.Message;

    public bool IsReady => State == EngineState.Ready;

    public void Set(EngineState state, string message)
    {
        if (state == EngineState.Recovering)
        {
            Interlocked.Increment(ref _outages);
        }

        _current = new(state, message);
    }

    private long _outages;

    private sealed record Snapshot(EngineState State, string Message);
}
