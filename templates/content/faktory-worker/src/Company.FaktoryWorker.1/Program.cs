using Company.FaktoryWorker._1.Greetings;
using Company.FaktoryWorker._1.Orders;
#if (ServerEmbedded)
using Faktory;
#endif
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

var builder = WebApplication.CreateBuilder(args);

#if (ServerEmbedded)
builder.Services.AddFaktoryServer().UseSqlite();        // the job server, in this process; steps aside when Faktory:Url or FAKTORY_URL names another
#endif
builder.Services.AddFaktoryWorker().AddHandlersFromAssemblyContaining<Program>();

#if (ServerEmbedded)
builder.Services.AddHealthChecks().AddFaktoryServer(tags: ["ready"]).AddFaktoryWorker(tags: ["ready"]);
#else
builder.Services.AddHealthChecks().AddFaktoryWorker(tags: ["ready"]);
#endif

var telemetry = builder.Services.AddOpenTelemetry()
    .ConfigureResource(resource => resource.AddService(builder.Configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName))
    .WithTracing(tracing => tracing.AddSource("Microsoft.AspNetCore").AddFaktoryInstrumentation())
    .WithMetrics(metrics => metrics.AddMeter("Microsoft.AspNetCore.Hosting", "System.Runtime").AddFaktoryInstrumentation());
if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
{
    telemetry.UseOtlpExporter();
}

var app = builder.Build();
app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") });
app.MapGreetings();
app.MapOrders();
app.Run();
