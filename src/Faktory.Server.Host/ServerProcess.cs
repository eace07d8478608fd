using Faktory.Server.Hosting;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Faktory.Server.Host;

/// <summary>One run of the stand-alone server.</summary>
internal static class ServerProcess
{
    /// <summary>The runtime's own: processor time, memory, garbage collections.</summary>
    private const string RuntimeMeter = "System.Runtime";

    /// <returns>The exit code: 0 after an orderly stop, 1 when it could not start or its store failed for good.</returns>
    public static async Task<int> RunAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            await using var app = Build(settings);
            await app.StartAsync(cancellationToken);
            await ServeAsync(app, cancellationToken);
            return Environment.ExitCode;
        }
        catch (Exception error) when (IsForTheOperator(error))
        {
            await Console.Error.WriteLineAsync($"The server cannot run. {error.Message}");
            return 1;
        }
    }

    private static async Task ServeAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var server = app.Services.GetRequiredService<FaktoryServerService>();
        await Console.Out.WriteLineAsync(
            $"Faktory server ready: commands on {server.EndPoint?.ToString() ?? "no TCP port"}, health on {app.Urls.First()}, data in {server.Location}.");
        await app.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>Settings, files and ports: what its message explains, and a stack trace does not.</summary>
    private static bool IsForTheOperator(Exception error) =>
        error is IOException or OptionsValidationException or InvalidOperationException or UnauthorizedAccessException or InvalidDataException;

    private static WebApplication Build(HostSettings settings)
    {
        WatchSettingsOnly();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = settings.Environment });
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console =>
        {
            // The slim builder has set a formatter after reading the settings.
            builder.Configuration.GetSection("Logging:Console").Bind(console);
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        builder.Services.Configure<SimpleConsoleFormatterOptions>(console => console.SingleLine = true);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // It would show the stack trace of what is told in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // Images of ASP.NET Core set ports by a variable, and Kestrel would warn that it does not use them.
        builder.WebHost.UseSetting(WebHostDefaults.HttpPortsKey, "").UseSetting(WebHostDefaults.HttpsPortsKey, "");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(settings.Web));
        builder.Services.AddHealthChecks().AddFaktoryServer();
        builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("faktory-server")).WithMetrics(metrics => metrics
            .AddMeter(FaktoryServerTelemetry.MeterName, RuntimeMeter)
            .AddPrometheusExporter());
        builder.Services.AddFaktoryServer(server => Apply(settings, server)).UseSqlite();

        var app = builder.Build();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteReasonAsync });
        app.MapFaktoryStats();
        app.MapPrometheusScrapingEndpoint();
        return app;
    }

    /// <summary>
    /// The default watches every file below the current folder, where the data usually lies: each commit would wake the
    /// watcher. Looking at the files of settings every few seconds is cheaper, and sees a ConfigMap change too.
    /// </summary>
    private static void WatchSettingsOnly()
    {
        const string Key = "DOTNET_USE_POLLING_FILE_WATCHER";
        Environment.SetEnvironmentVariable(Key, Environment.GetEnvironmentVariable(Key) ?? "1");
    }

    private static void Apply(HostSettings settings, FaktoryServerOptions server)
    {
        server.Enabled = true;
        server.Listen = settings.Listen ?? server.Listen;
        server.DataDirectory = settings.DataDirectory ?? server.DataDirectory;
        server.Password = settings.Password ?? server.Password;
    }

    private static Task WriteReasonAsync(HttpContext context, HealthReport report) => context.Response.WriteAsync(
        string.Join(' ', report.Entries.Values.Select(entry => entry.Description).Prepend(report.Status.ToString()).OfType<string>()));
}
