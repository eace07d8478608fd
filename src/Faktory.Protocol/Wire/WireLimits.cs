namespace Faktory.Protocol;

/// <summary>Limits of what is read from a connection.</summary>
public static class WireLimits
{
    /// <summary>The longest command line or reply accepted unless configured otherwise: 16 MiB.</summary>
    public const int DefaultMaxPayloadBytes = 16 * 1024 * 1024;
}
