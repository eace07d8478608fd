using System.Diagnostics;
using Faktory.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>One worker in a host: starts it, and stops it so that no job is lost.</summary>
internal sealed partial class FaktoryWorkerService(
    string name,
    Func<WorkerParts> build,
    WorkerDrain drain,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger logger) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan LastReads = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Reaction = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HandingBack = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _left = new();
    private WorkerParts? _parts;
    private FetchLoop? _loop;
    private Heartbeat? _heartbeat;
    private int _ordered;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _parts = build();
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => drain.DrainAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var parts = _parts ??= build();
        var reporter = new ResultReporter(parts.ReportLink, time, logger);
        _loop = new FetchLoop(parts, reporter, time, logger);
        _heartbeat = new Heartbeat(parts.BeatLink, Obey, _loop.Slots.CancelBatchJobs, time, logger);
        drain.Add(LeaveAsync);
        Log.Starting(logger, WorkerNames.Describe(name), parts.Endpoint, parts.Options.Concurrency, string.Join(", ", parts.Queues.Names));
        return base.StartAsync(cancellationToken);
    }

    // A host that knows no lifecycle calls, or stops because its start failed, comes here first.
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await drain.DrainAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _loop?.Dispose();
        _left.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What was current when the host started is not what any job belongs to.
        Activity.Current = null;
        var (fetching, beating) = (_loop!.RunAsync(), _heartbeat!.RunAsync(_left.Token));
        _parts!.Vitals.Started(_loop, fetching);

        // If one of them breaks, the host is to hear of it now and not when the other one ends.
        await await Task.WhenAny(fetching, beating);
        await Task.WhenAll(fetching, beating);
    }

    private void Obey(WorkerOrder order)
    {
        if (Interlocked.Exchange(ref _ordered, (int)order) == (int)order)
        {
            return;
        }

        _loop!.Quiet();
        if (order == WorkerOrder.Terminate && !lifetime.ApplicationStopping.IsCancellationRequested)
        {
            Log.ToldToTerminate(logger, WorkerNames.Describe(name));
            lifetime.StopApplication();
        }
        else if (order == WorkerOrder.Quiet)
        {
            Log.ToldToBeQuiet(logger, WorkerNames.Describe(name));
        }
    }

    private async Task LeaveAsync(CancellationToken hostGivesUp)
    {
        var (parts, loop) = (_parts!, _loop!);
        _ordered = (int)WorkerOrder.Terminate;
        var announced = AnnounceAsync();
        var stopped = loop.StopFetchingAsync(LastReads);
        if (!await WithinAsync(FinishAsync(stopped, loop), parts.Options.ShutdownTimeout, hostGivesUp))
        {
            loop.Slots.CancelRunning();
            if (!await WithinAsync(FinishAsync(stopped, loop), Reaction, CancellationToken.None))
            {
                await WithinAsync(loop.Slots.HandBackRunningAsync(), HandingBack, CancellationToken.None);
            }
        }

        await loop.Slots.LeaveAsync();
        await _left.CancelAsync();
        await announced;
        await parts.FetchLink.DisposeAsync();
        await parts.ReportLink.DisposeAsync();
        await parts.BeatLink.DisposeAsync();
        Log.Stopped(logger, WorkerNames.Describe(name));
    }

    private static async Task FinishAsync(Task stopped, FetchLoop loop)
    {
        await stopped;
        await loop.Slots.WhenIdle();
    }

    private async Task AnnounceAsync()
    {
        try
        {
            await _heartbeat!.AnnounceAsync(WorkerOrder.Terminate, _left.Token);
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
        }
    }

    private async Task<bool> WithinAsync(Task work, TimeSpan limit, CancellationToken hostGivesUp)
    {
        try
        {
            await work.WaitAsync(limit, time, hostGivesUp);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(120, LogLevel.Information, "{Worker} works for {Endpoint} with {Concurrency} slots on queues {Queues}")]
        public static partial void Starting(ILogger logger, string worker, string endpoint, int concurrency, string queues);

        [LoggerMessage(121, LogLevel.Warning, "{Worker} was told by the server to terminate; the application stops")]
        public static partial void ToldToTerminate(ILogger logger, string worker);

        [LoggerMessage(122, LogLevel.Information, "{Worker} was told by the server to be quiet; it fetches nothing more")]
        public static partial void ToldToBeQuiet(ILogger logger, string worker);

        [LoggerMessage(123, LogLevel.Information, "{Worker} has stopped")]
        public static partial void Stopped(ILogger logger, string worker);
    }
}
