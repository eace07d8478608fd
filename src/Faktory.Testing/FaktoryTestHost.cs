using Faktory.Server.Engine;
using Faktory.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using WorkerRegistry = Faktory.Worker.WorkerRegistry;

namespace Faktory.Testing;

/// <summary>
/// Runs handlers and whole chains in the test's process: client, server in memory and workers, with one clock that only the test moves. Jobs run
/// while the test drains, and at no other time, so that a test sees the same on every machine. Hosts do not know of each other.
/// </summary>
public sealed class FaktoryTestHost : IAsyncDisposable
{
    private readonly IHost? _host;
    private readonly TestServer _server;
    private readonly SemaphoreSlim _drain = new(1, 1);
    private long _acked;
    private long _failed;

    private FaktoryTestHost(IServiceProvider services, IHost? host)
    {
        _host = host;
        _server = services.GetRequiredService<TestServer>();
        Services = services;
        Client = services.GetRequiredService<IFaktoryClient>();
    }

    /// <summary>The client of the host.</summary>
    public IFaktoryClient Client { get; }

    /// <summary>The services of the host.</summary>
    public IServiceProvider Services { get; }

    /// <summary>
    /// The one clock of server, workers and your own code, which gets it as <see cref="TimeProvider"/>. Starts at the present; register a
    /// <see cref="FakeTimeProvider"/> as <see cref="TimeProvider"/> to start elsewhere. To move it, prefer <see cref="AdvanceAsync"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The host was attached to an application with another clock.</exception>
    public FakeTimeProvider Time => Services.GetRequiredService<TimeProvider>() as FakeTimeProvider ?? throw new InvalidOperationException(
        "The application has a real clock, which cannot be moved. Register a FakeTimeProvider as TimeProvider in its services.");

    /// <summary>The jobs that the server accepted, in order, each once however often it was pushed. Callbacks are not among them: the server makes those.</summary>
    public IReadOnlyList<Job> Pushed => Services.GetRequiredService<PushedJobs>().Read();

    /// <summary>For how long, in real time, no job may come to an end before a drain gives up with a <see cref="TimeoutException"/> that names the running handlers. Default: 30 s.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Starts a host.</summary>
    /// <param name="configure">Adds your services, <c>AddFaktoryWorker()</c> with its handlers among them. A server and addresses named here are not used.</param>
    public static async Task<FaktoryTestHost> StartAsync(Action<IServiceCollection> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var host = TestHostFactory.Create(configure);
        try
        {
            await host.StartAsync(CancellationToken.None);
            return new FaktoryTestHost(host.Services, host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Attaches to an application that was started with <c>UseFaktoryTestServer()</c>, such as that of a <c>WebApplicationFactory</c>. There jobs run
    /// by themselves, and <see cref="DrainAsync"/> waits until none is left that can run now. Disposing the result leaves the application alone.
    /// </summary>
    /// <param name="services">The application's services.</param>
    public static FaktoryTestHost Attach(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.GetService<TestServer>() is null
            ? throw new InvalidOperationException("The application is not on the test server. Call services.UseFaktoryTestServer() in ConfigureTestServices of its factory.")
            : new FaktoryTestHost(services, null);
    }

    /// <summary>Runs what is due now, and what follows from it, until nothing is left that can happen before the clock moves.</summary>
    /// <returns>What ran, and what is left.</returns>
    /// <exception cref="TimeoutException">No job came to an end within <see cref="Patience"/>.</exception>
    public Task<DrainResult> DrainAsync(CancellationToken cancellationToken = default) => AdvanceAsync(TimeSpan.Zero, cancellationToken);

    /// <summary>Moves the clock, in steps: whatever becomes due on the server runs at its very time, in order, with what follows from it.</summary>
    /// <param name="by">How far.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>What ran on the way, and what is left.</returns>
    /// <exception cref="TimeoutException">No job came to an end within <see cref="Patience"/>.</exception>
    public async Task<DrainResult> AdvanceAsync(TimeSpan by, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        await _drain.WaitAsync(cancellationToken);
        try
        {
            var idle = await _server.RunDueAsync(Patience, cancellationToken);
            for (var left = by; left > TimeSpan.Zero;)
            {
                var step = Step(idle, left);
                Time.Advance(step);
                left -= step;
                idle = await _server.RunDueAsync(Patience, cancellationToken);
            }

            return await FinishAsync(idle);
        }
        finally
        {
            _drain.Release();
        }
    }

    /// <summary>Runs what is due now until a batch is finished with everything below it. Does not move the clock.</summary>
    /// <returns>How the batch ended.</returns>
    /// <exception cref="FaktoryException">It cannot finish now; the message says what it waits for. Or the server does not know it.</exception>
    /// <exception cref="TimeoutException">No job came to an end within <see cref="Patience"/>.</exception>
    public async Task<BatchStatus> WaitForBatchAsync(string batchId, CancellationToken cancellationToken = default)
    {
        var drained = await DrainAsync(cancellationToken);
        var tree = await Client.GetBatchTreeAsync(batchId, cancellationToken)
            ?? throw new FaktoryException($"The server knows no batch {batchId}. Finished batches are forgotten after a day of the test's clock.");
        return tree.Status.FinishedAt is null
            ? throw BatchWait.Explain(tree, drained.Waiting, Services.GetRequiredService<TimeProvider>().GetUtcNow())
            : tree.Status;
    }

    /// <summary>
    /// Runs one handler at once, in a scope of its own and inside the worker's middleware, with arguments that went through JSON as on the wire. What
    /// the handler throws comes out. The server knows nothing of the job, so it is in no batch.
    /// </summary>
    /// <typeparam name="THandler">The handler; one of a worker of this host.</typeparam>
    /// <param name="args">What it takes; null for nothing.</param>
    /// <param name="cancellationToken">Cancels the handler's token.</param>
    public Task ExecuteAsync<THandler>(object? args = null, CancellationToken cancellationToken = default)
        where THandler : class => ExecuteAsync(Job.For<THandler>(args), cancellationToken);

    /// <summary>Runs a job at once in its handler, as <see cref="ExecuteAsync{THandler}"/> does; for job ids, attempts, custom data, and handlers of several job types.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Cancels the handler's token.</param>
    public Task ExecuteAsync(Job job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        return SingleRun.ExecuteAsync(job, Services, cancellationToken);
    }

    /// <summary>
    /// Kills the next run of a handler as if its process died: after so many pushes it goes no further, nothing is reported, and the job goes back to
    /// the head of its queue at once. Pushes through the client and into batches and stages count, batches and callbacks do not.
    /// </summary>
    /// <typeparam name="THandler">The handler; one of a worker of this host.</typeparam>
    /// <param name="afterPushes">After how many pushes; 0 kills it before its first.</param>
    /// <exception cref="InvalidOperationException">No worker of this host has this handler.</exception>
    public void CrashDuring<THandler>(int afterPushes)
        where THandler : class
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterPushes);
        var workers = Services.GetService<WorkerRegistry>();
        if (workers?.Names.Any(name => workers.Own(name).Handlers.OfType<ClassRegistration>().Any(handler => handler.Class == typeof(THandler))) != true)
        {
            throw new InvalidOperationException($"No worker of this host has the handler {typeof(THandler)}. Add it to the result of AddFaktoryWorker().");
        }

        Services.GetRequiredService<CrashPlans>().Add(typeof(THandler), afterPushes);
    }

    /// <summary>Stops the host that <see cref="StartAsync"/> started; handlers that still run are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        _drain.Dispose();
        if (_host is not null)
        {
            await StoppingHost.StopAsync(_host, Time);
        }
    }

    private TimeSpan Step(IdleReply idle, TimeSpan most)
    {
        var now = Time.GetUtcNow().UtcDateTime;
        return idle.NextTick is { } next && next - now < most ? next - now : most;
    }

    private async Task<DrainResult> FinishAsync(IdleReply idle)
    {
        var result = new DrainResult((int)(idle.Acked - _acked), (int)(idle.Failed - _failed), await _server.ListAsync());
        (_acked, _failed) = (idle.Acked, idle.Failed);
        return Services.GetRequiredService<CrashPlans>().TakeMissed() is { } missed ? throw new InvalidOperationException(missed) : result;
    }
}
