using Faktory.Worker;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets health checks see Faktory workers.</summary>
public static class FaktoryWorkerHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check, meant for readiness, that is healthy while workers take jobs: connected, their heartbeat answered within the last 45 s, their
    /// fetch loop alive, and not quiet. It turns unhealthy when the server is gone, at start or later, and healthy again by itself; leave it out
    /// of liveness, because a restart would not bring the server back. Description and data say what is wrong with which worker. It is named
    /// <c>faktory-worker</c>, or <c>faktory-worker-{name}</c>.
    /// </summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="name">The worker to check, empty for the default one; null for all workers of the host.</param>
    /// <param name="tags">To choose it for an endpoint.</param>
    public static IHealthChecksBuilder AddFaktoryWorker(this IHealthChecksBuilder builder, string? name = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            string.IsNullOrEmpty(name) ? "faktory-worker" : $"faktory-worker-{name}",
            provider => new WorkerHealthCheck(name, provider.GetService<WorkerRegistry>(), provider.GetService<RunningWorkers>()),
            HealthStatus.Unhealthy,
            tags));
    }
}
