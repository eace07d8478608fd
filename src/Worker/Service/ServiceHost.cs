using Faktory;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Worker.Service;

/// <summary>The service: an ASP.NET Core application with an embedded Faktory server and a worker.</summary>
internal static class ServiceHost
{
    private const string Ready = "ready";

    /// <summary>Runs it until it is stopped. What it listens on is logged at start.</summary>
    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        WatchSettingsOnly();

        // The settings lie beside the program, so that it may be started from any folder.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddFaktoryServer().UseSqlite();
        builder.Services.AddFaktoryWorker().AddHandler<SayHelloHandler>();
        builder.Services.AddHealthChecks().AddFaktoryServer(tags: [Ready]).AddFaktoryWorker(tags: [Ready]);
        builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("faktory-worker")).WithMetrics(metrics => metrics
            .AddFaktoryInstrumentation()
            .AddMeter("System.Runtime")
            .AddPrometheusExporter());

        var app = builder.Build();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains(Ready) });
        app.MapFaktoryStats();
        app.MapPrometheusScrapingEndpoint();
        app.MapPost("/hello/{name}", async (string name, IFaktoryClient jobs, CancellationToken cancelled) =>
        {
            var pushed = await jobs.PushAsync(Job.From(new SayHello(name)), cancelled);
            return TypedResults.Accepted((string?)null, pushed.JobId);
        });
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>The default watches every file below the program's folder; where the data lies there too, each commit would wake the watcher.</summary>
    private static void WatchSettingsOnly()
    {
        const string Key = "DOTNET_USE_POLLING_FILE_WATCHER";
        Environment.SetEnvironmentVariable(Key, Environment.GetEnvironmentVariable(Key) ?? "1");
    }
}
