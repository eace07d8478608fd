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
    TimeSpan hostShutdownTimeout,
    TimeProvider time,
    ILogger logger) : BackgroundService, IHostedLifecycleService
{
    private const long NotStopping = long.MinValue;

    private static readonly TimeSpan LastReads = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Reaction = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HandingBack = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _left = new();
    private WorkerParts? _parts;
    private FetchLoop? _loop;
    private Heartbeat? _heartbeat;
    private QuietSignal? _signal;
    private Task _quieting = Task.CompletedTask;
    private long _stoppingSince = NotStopping;
    private int _ordered;

    /// <summary>What runs its jobs; null before it starts.</summary>
    public JobRunner? Runner => _parts?.Runner;

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
        _signal = new QuietSignal(BeQuiet);
        lifetime.ApplicationStopping.Register(() => Volatile.Write(ref _stoppingSince, time.GetTimestamp()));
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
        _signal?.Dispose();
        _loop?.Dispose();
        _left.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What was current when the host started is not what any job belongs to.
        Activity.Current = null;
        Task[] works = [_loop!.RunAsync(), _heartbeat!.RunAsync(_left.Token), _loop.Reservations.RunAsync(_left.Token)];
        _parts!.Vitals.Started(_loop, works[0]);

        // If one of them breaks, the host is to hear of it now and not when the others end.
        await await Task.WhenAny(works);
        await Task.WhenAll(works);
    }

    private void BeQuiet()
    {
        if (Interlocked.CompareExchange(ref _ordered, (int)WorkerOrder.Quiet, (int)WorkerOrder.Run) == (int)WorkerOrder.Run)
        {
            Log.SignalledToBeQuiet(logger, WorkerNames.Describe(name));
            _loop!.Quiet();
            _quieting = AnnounceAsync(WorkerOrder.Quiet);
        }
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
        var announced = AnnounceAsync(WorkerOrder.Terminate);
        var stopped = loop.StopFetchingAsync(LastReads);
        if (!await WithinAsync(FinishAsync(stopped, loop), GracePeriod(parts.Options), hostGivesUp))
        {
            loop.Slots.CancelRunning();
            if (!await WithinAsync(FinishAsync(stopped, loop), Reaction, hostGivesUp))
            {
                await WithinAsync(loop.Slots.HandBackRunningAsync(), HandingBack, hostGivesUp);
            }
        }

        await loop.Slots.LeaveAsync();
        await _left.CancelAsync();
        await Task.WhenAll(announced, _quieting);
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

    // Other services of the host may have used up some of its time before this one was told. One that stops the host from its own
    // reaction to the signal is sooner than this one's.
    private TimeSpan GracePeriod(FaktoryWorkerOptions options)
    {
        var used = Volatile.Read(ref _stoppingSince) is var since and not NotStopping ? time.GetElapsedTime(since) : TimeSpan.Zero;
        var left = hostShutdownTimeout - FaktoryWorkerOptionsValidator.Farewell - used;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < options.ShutdownTimeout ? left : options.ShutdownTimeout;
    }

    private async Task AnnounceAsync(WorkerOrder state)
    {
        try
        {
            await _heartbeat!.AnnounceAsync(state, _left.Token);
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

        [LoggerMessage(124, LogLevel.Information, "{Worker} is quiet from SIGTSTP on; it fetches nothing more")]
        public static partial void SignalledToBeQuiet(ILogger logger, string worker);

        [LoggerMessage(123, LogLevel.Information, "{Worker} has stopped")]
        public static partial void Stopped(ILogger logger, string worker);
    }
}
