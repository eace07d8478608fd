using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Faktory.Server.Hosting;

/// <summary>Healthy while commands can be applied, and where the server does not run.</summary>
internal sealed class EngineHealthCheck(ServerActivation activation, EngineHealth health) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(!activation.IsEnabled || health.IsReady
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, health.Message));
}
