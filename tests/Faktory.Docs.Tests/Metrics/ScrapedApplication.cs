using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;

namespace Faktory.Docs.Tests;

/// <summary>A server, a worker and a client that have done a good and a bad job, and what Prometheus reads of them.</summary>
public sealed class ScrapedApplication : IAsyncLifetime
{
    private const string Good = "docs.good";
    private const string Bad = "docs.bad";

    public string Text { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("faktory-docs-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddFaktoryServer(server => (server.Enabled, server.Listen, server.DataDirectory) = (true, "", folder.FullName)).UseSqlite();
        builder.Services.AddFaktoryWorker().MapJob(Good, () => { }).MapJob(Bad, void () => throw new InvalidOperationException("bad"));
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddFaktoryInstrumentation().AddMeter("System.Runtime").AddPrometheusExporter());
        await using (var app = builder.Build())
        {
            app.MapPrometheusScrapingEndpoint();
            await app.StartAsync(cancel);
            using var outcomes = new Outcomes(Good, Bad);
            var jobs = app.Services.GetRequiredService<IFaktoryClient>();
            await jobs.PushAsync(Job.Create(Bad), cancel);
            await jobs.PushAsync(Job.Create(Good), cancel);
            await outcomes.All.WaitAsync(cancel);
            Text = await app.GetTestClient().GetStringAsync(new Uri("/metrics", UriKind.Relative), cancel);
            await app.StopAsync(cancel);
        }

        folder.Delete(recursive: true);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
