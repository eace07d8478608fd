global using Faktory;
global using Faktory.Testing;
global using OpenTelemetry;
global using OpenTelemetry.Metrics;
global using OpenTelemetry.Trace;

public abstract partial class Surroundings
{
    protected WebApplicationBuilder builder = null!;
    protected IFaktoryClient jobs = null!;
    protected OrderArgs order = null!;
    protected ReserveStock[] items = [];
}

[JobHandler("render-pdf")]
public sealed class RenderPdf : IJobHandler
{
    public Task HandleAsync(JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
