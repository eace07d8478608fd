using Faktory.Server.Commands;
using Faktory.Server.Engine;

namespace Faktory.Server.Connections;

/// <summary>Counts what INFO says about the process. Safe from any thread.</summary>
internal sealed class ConnectionRegistry(TimeProvider time) : IHostFigures
{
    private const int BytesPerMegabyteShift = 20;

    private readonly long _started = time.GetTimestamp();
    private long _connections;
    private long _commands;
    private long _refusedByLimit;
    private long _refusedByPassword;

    /// <summary>Connections whose handshake is over.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>Connections that were closed because there were too many.</summary>
    public long RefusedByLimit => Interlocked.Read(ref _refusedByLimit);

    /// <summary>Connections that were closed because of a wrong password.</summary>
    public long RefusedByPassword => Interlocked.Read(ref _refusedByPassword);

    public void CountRefusedByLimit() => Interlocked.Increment(ref _refusedByLimit);

    public void CountRefusedByPassword() => Interlocked.Increment(ref _refusedByPassword);

    /// <summary>Counts a connection whose handshake is over, and returns the new count.</summary>
    public long Enter() => Interlocked.Increment(ref _connections);

    public void Leave() => Interlocked.Decrement(ref _connections);

    /// <summary>Counts a command. HELLO and unknown commands do not count.</summary>
    public void CountCommand() => Interlocked.Increment(ref _commands);

    /// <summary>For one INFO, which is counted here already although it was not served yet.</summary>
    public HostFigures Read() => new(
        (long)time.GetElapsedTime(_started).TotalSeconds,
        Connections,
        Interlocked.Read(ref _commands) + 1,
        Environment.WorkingSet >> BytesPerMegabyteShift);
}
