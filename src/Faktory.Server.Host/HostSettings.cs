using System.Net;

namespace Faktory.Server.Host;

/// <summary>What the command line says.</summary>
internal sealed record HostSettings
{
    /// <summary>Where commands are taken, <c>host:port</c>; null leaves it to the configuration.</summary>
    public string? Listen { get; init; }

    /// <summary>Where HTTP is served.</summary>
    public required IPEndPoint Web { get; init; }

    /// <summary>The folder of the data; null leaves it to the configuration.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>The name of the environment; null leaves it to <c>DOTNET_ENVIRONMENT</c>.</summary>
    public string? Environment { get; init; }

    /// <summary>The password of <c>FAKTORY_PASSWORD</c>; null leaves it to the configuration.</summary>
    public string? Password { get; init; }
}
