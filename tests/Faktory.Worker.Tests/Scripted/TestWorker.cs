using Faktory.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Faktory.Worker.Tests;

/// <summary>A host with one worker, a scripted server and a clock that stands still.</summary>
internal sealed class TestWorker : IAsyncDisposable
{
    private TestWorker(IHost host, ScriptedServer server, ScriptedBatches batches, FakeTimeProvider time, Probe probe)
    {
        Host = host;
        Server = server;
        Batches = batches;
        Time = time;
        Probe = probe;
    }

    public IHost Host { get; }

    public ScriptedServer Server { get; }

    public ScriptedBatches Batches { get; }

    public FakeTimeProvider Time { get; }

    public Probe Probe { get; }

    /// <summary>Makes a host with a worker that handles <see cref="Probe"/> jobs, and what the test adds.</summary>
    public static TestWorker Create(
        Action<FaktoryWorkerOptions>? options = null,
        Action<IFaktoryWorkerBuilder>? worker = null,
        Action<IServiceCollection>? services = null,
        params (string Key, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Logging.ClearProviders();
        var (server, time, probe) = (new ScriptedServer(), new FakeTimeProvider(), new Probe());
        var batches = new ScriptedBatches(server);
        var added = builder.Services.AddFaktoryWorker(options);
        if (worker is null)
        {
            added.AddHandler<ProbeHandler>();
        }
        else
        {
            worker(added);
        }

        builder.Services
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<IFaktoryWorkerConnectionFactory>(server)
            .AddSingleton<IFaktoryClient>(batches)
            .AddSingleton<IFaktoryBatches>(batches)
            .AddSingleton(probe)
            .AddScoped<ScopeMark>();
        services?.Invoke(builder.Services);
        return new TestWorker(builder.Build(), server, batches, time, probe);
    }

    public static async Task<TestWorker> StartAsync(
        Action<FaktoryWorkerOptions>? options = null,
        Action<IFaktoryWorkerBuilder>? worker = null,
        Action<IServiceCollection>? services = null)
    {
        var created = Create(options, worker, services);
        await created.Host.StartAsync(TestContext.Current.CancellationToken);
        return created;
    }

    /// <summary>Stops the host, moving its clock for as long as it needs.</summary>
    public async Task StopAsync()
    {
        var stopped = Host.StopAsync(TestContext.Current.CancellationToken);
        while (!stopped.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(stopped, Task.Delay(1, TestContext.Current.CancellationToken));
        }

        await stopped;
    }

    /// <summary>Moves the clock until something has happened.</summary>
    public async Task AdvanceUntilAsync(Task happened)
    {
        while (!happened.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(happened, Task.Delay(1, TestContext.Current.CancellationToken));
        }

        await happened;
    }

    public async ValueTask DisposeAsync()
    {
        Probe.ReleaseAll();
        await StopAsync();
        Host.Dispose();
    }
}
