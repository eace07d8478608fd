using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Faktory.Testing.Tests.Telemetry;

/// <summary>An application with worker and embedded server, and what it tells OpenTelemetry.</summary>
internal sealed class ObservedHost : IAsyncDisposable
{
    private readonly List<Activity> _spans = [];
    private readonly List<Metric> _metrics = [];
    private readonly TracerProvider? _tracer;
    private readonly MeterProvider? _meter;
    private readonly IHost _host;

    private ObservedHost(bool traced, bool measured)
    {
        _tracer = traced ? Sdk.CreateTracerProviderBuilder().AddFaktoryInstrumentation().AddInMemoryExporter(_spans).Build() : null;
        _meter = measured ? Sdk.CreateMeterProviderBuilder().AddFaktoryInstrumentation().AddInMemoryExporter(_metrics).Build() : null;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddFaktoryServer(options => options.Listen = "").UseInMemory();
        builder.Services.AddSingleton<SeenJobs>();
        builder.Services.AddFaktoryWorker(options => options.Queues = "default, mail")
            .AddHandler<Reserve>().AddHandler<Reserved>().AddHandler<Charge>().AddHandler<Charged>().AddHandler<Ship>().AddHandler<Finished>()
            .AddHandler<Failing>().AddHandler<Forward>();
        _host = builder.Build();
    }

    public IFaktoryClient Client => _host.Services.GetRequiredService<IFaktoryClient>();

    public SeenJobs Seen => _host.Services.GetRequiredService<SeenJobs>();

    public static async Task<ObservedHost> StartAsync(bool traced = false, bool measured = false)
    {
        var host = new ObservedHost(traced, measured);
        await host._host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>Stops the application and returns its spans, each as ended.</summary>
    public async Task<IReadOnlyList<Activity>> SpansAsync()
    {
        await _host.StopAsync(TestContext.Current.CancellationToken);
        _tracer!.ForceFlush();
        return _spans;
    }

    /// <summary>Stops the application and returns its measurements.</summary>
    public async Task<IReadOnlyList<Measured>> MeasurementsAsync()
    {
        // A worker that has stopped has seen the replies to everything that it reported.
        await _host.StopAsync(TestContext.Current.CancellationToken);
        _meter!.ForceFlush();
        return Measured.Read(_metrics);
    }

    /// <summary>How many executions the server has seen the end of.</summary>
    public async Task<long> ProcessedAsync(CancellationToken cancellationToken) =>
        (await _host.Services.GetRequiredService<IFaktoryAdmin>().GetInfoAsync(cancellationToken)).TotalProcessed;

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        _tracer?.Dispose();
        _meter?.Dispose();
    }
}

/// <summary>The jobs that ran, as their handlers saw them.</summary>
internal sealed class SeenJobs
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JobContext>> _byType = new();

    public Task<JobContext> RanAsync(string type) => Of(type).Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    public Task NoteAsync(JobContext context)
    {
        Of(context.Job.Type).TrySetResult(context);
        return Task.CompletedTask;
    }

    private TaskCompletionSource<JobContext> Of(string type) => _byType.GetOrAdd(type, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

[JobHandler("reserve")]
internal sealed class Reserve(SeenJobs seen) : IJobHandler<int>
{
    public Task HandleAsync(int args, JobContext context, CancellationToken cancellationToken) => seen.NoteAsync(context);
}

[JobHandler("reserved")]
internal sealed class Reserved : IJobHandler<int>
{
    public Task HandleAsync(int args, JobContext context, CancellationToken cancellationToken) =>
        context.AddStageAsync(new Batch("2 charge") { Jobs = [Job.For<Charge>(args)], Success = Job.For<Charged>(args) }, cancellationToken);
}

[JobHandler("charge")]
internal sealed class Charge : IJobHandler<int>
{
    public Task HandleAsync(int args, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}

[JobHandler("charged")]
internal sealed class Charged : IJobHandler<int>
{
    public async Task HandleAsync(int args, JobContext context, CancellationToken cancellationToken)
    {
        await using var parent = await context.OpenParentBatchAsync(cancellationToken);
        await using var stage = await parent.BeginStageAsync(new Batch("3 ship"), cancellationToken);
        await stage.PushManyAsync([Job.For<Ship>("a"), Job.For<Ship>("b")], cancellationToken);
        await stage.CommitAsync(cancellationToken);
    }
}

[JobHandler("ship", Queue = "mail")]
internal sealed class Ship(SeenJobs seen) : IJobHandler<string>
{
    public Task HandleAsync(string args, JobContext context, CancellationToken cancellationToken) => seen.NoteAsync(context);
}

[JobHandler("finished")]
internal sealed class Finished(SeenJobs seen) : IJobHandler<int>
{
    public Task HandleAsync(int args, JobContext context, CancellationToken cancellationToken) => seen.NoteAsync(context);
}

[JobHandler("failing")]
internal sealed class Failing(SeenJobs seen) : IJobHandler
{
    public async Task HandleAsync(JobContext context, CancellationToken cancellationToken)
    {
        await seen.NoteAsync(context);
        throw new InvalidOperationException("no stock");
    }
}

/// <summary>Passes its job on under another type.</summary>
[JobHandler("forward")]
internal sealed class Forward(IFaktoryClient client) : IJobHandler
{
    public async Task HandleAsync(JobContext context, CancellationToken cancellationToken) =>
        await client.PushAsync(new Job("finished", JsonElementOf(1)) { Custom = context.Job.Custom }, cancellationToken);

    private static System.Text.Json.JsonElement JsonElementOf(int number) => System.Text.Json.JsonSerializer.SerializeToElement(new[] { number });
}
