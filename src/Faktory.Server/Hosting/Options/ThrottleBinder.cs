using Microsoft.Extensions.Configuration;

namespace Faktory.Server.Hosting;

/// <summary>Reads <c>Faktory:Server:Throttles</c> again, one by one: what binds a whole map leaves out an entry with a value it cannot read, and its queue would run unlimited.</summary>
internal static class ThrottleBinder
{
    /// <exception cref="InvalidOperationException">A value is no number; the message names its key.</exception>
    public static void Bind(IConfigurationSection server, FaktoryServerOptions options)
    {
        foreach (var throttle in server.GetSection(nameof(FaktoryServerOptions.Throttles)).GetChildren())
        {
            options.Throttles[throttle.Key] = throttle.Get<FaktoryThrottleOptions>() ?? new FaktoryThrottleOptions();
        }
    }
}
