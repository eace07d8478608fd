using Faktory.Server.Connections;

namespace Faktory.Server.Hosting;

/// <summary>The settings of <c>Faktory:Server</c> that concern connections.</summary>
internal static class ConnectionSettings
{
    public static ConnectionOptions From(FaktoryServerOptions options) => new()
    {
        Password = options.Password,
        MaxPayloadBytes = (int)options.MaxPayloadBytes,
        MaxConnections = options.MaxConnections,
    };
}
