using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Faktory.Worker.Tests.Health;

/// <summary>Asks a host as a readiness probe does.</summary>
internal static class WorkerHealthProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<HealthReportEntry> CheckAsync(this TestWorker worker) =>
        (await worker.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["faktory-worker"];

    /// <summary>Asks, with the clock standing still, until the answer is this.</summary>
    public static async Task<HealthReportEntry> BecomesAsync(this TestWorker worker, HealthStatus status, Predicate<string>? description = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            var entry = await worker.CheckAsync();
            if (entry.Status == status && description?.Invoke(entry.Description!) != false)
            {
                return entry;
            }

            Assert.False(limit.IsCancellationRequested, $"It stays {entry.Status}: {entry.Description}");
            await Task.WhenAny(Task.Delay(1, limit.Token));
        }
    }
}
