using Faktory.Protocol;

namespace Faktory.Server.Connections;

/// <summary>The settings of connections; the same meaning and defaults as in <c>Faktory:Server</c>.</summary>
internal sealed record ConnectionOptions
{
    /// <summary>The shared password; null or empty for none.</summary>
    public string? Password { get; init; }

    /// <summary>The longest command line, in bytes.</summary>
    public int MaxPayloadBytes { get; init; } = WireLimits.DefaultMaxPayloadBytes;

    /// <summary>TCP connections beyond this many are told so after their handshake and closed.</summary>
    public int MaxConnections { get; init; } = 2000;

    /// <summary>The whole handshake must be over after this time.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a TCP connection stays open while the server stops, so that its next command hears why.</summary>
    public TimeSpan StopLinger { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>When the server stops, connections that are still open after this time are cut.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
