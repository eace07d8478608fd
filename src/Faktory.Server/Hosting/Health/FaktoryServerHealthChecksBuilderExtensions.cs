using Faktory.Server.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets health checks see an embedded Faktory server.</summary>
public static class FaktoryServerHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that is unhealthy while the server starts or its store fails. Needs <c>AddFaktoryServer()</c>.</summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="name">The check's name; <c>faktory-server</c> when null.</param>
    /// <param name="tags">To choose it for an endpoint.</param>
    public static IHealthChecksBuilder AddFaktoryServer(this IHealthChecksBuilder builder, string? name = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<EngineHealthCheck>(name ?? "faktory-server", HealthStatus.Unhealthy, tags ?? []);
    }
}
