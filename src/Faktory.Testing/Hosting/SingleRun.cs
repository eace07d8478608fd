using System.Text.Json;
using Faktory.Protocol;
using Faktory.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faktory.Testing;

/// <summary>Runs one job in its handler, through the wire form and the worker's middleware, without the server.</summary>
internal static class SingleRun
{
    public static async Task ExecuteAsync(Job job, IServiceProvider services, CancellationToken cancellationToken)
    {
        var runner = services.GetServices<IHostedService>().OfType<FaktoryWorkerService>().Select(worker => worker.Runner).FirstOrDefault(runner => runner?.Handles(job.Type) == true)
            ?? throw new InvalidOperationException($"No worker of this host handles job type \"{job.Type}\". Add its handler to the result of AddFaktoryWorker().");
        using var running = new RunningJob(AsFetched(job), TimeSpan.MaxValue, services.GetRequiredService<TimeProvider>().GetUtcNow());
        await using var registration = cancellationToken.Register(() => running.Cancel(CancellationReason.Shutdown));
        await runner.ExecuteAsync(running);
    }

    private static Job AsFetched(Job job)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            JobJson.Write(writer, job with { Delay = null });
        }

        return JobJson.Read(buffer.ToArray());
    }
}
