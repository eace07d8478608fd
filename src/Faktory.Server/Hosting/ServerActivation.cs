using Faktory.Protocol;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Faktory.Server.Hosting;

/// <summary>Decides whether the server runs here: it steps aside when another one is named.</summary>
internal sealed class ServerActivation
{
    public ServerActivation(IOptions<FaktoryServerOptions> options, IConfiguration? configuration = null)
    {
        OtherServer = options.Value.Enabled is null
            ? ConfiguredAddress.Find(Environment.GetEnvironmentVariable, key => configuration?[key])
            : null;
        IsEnabled = options.Value.Enabled ?? OtherServer is null;
        IsImplicit = options.Value.Enabled is null;
    }

    public bool IsEnabled { get; }

    /// <summary>Whether nobody said that it should run, so that a second replica may be a surprise.</summary>
    public bool IsImplicit { get; }

    /// <summary>The server it steps aside for; null for none.</summary>
    public ConfiguredAddress? OtherServer { get; }
}
