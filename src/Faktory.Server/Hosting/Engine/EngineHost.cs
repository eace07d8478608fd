using Faktory.Server.Engine;
using Faktory.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Hosting;

/// <summary>Runs the engine: two threads, one mailbox, one store. The way in for connections is <see cref="Post"/>.</summary>
internal sealed class EngineHost : ICommandQueue, IAsyncDisposable, IDisposable
{
    private readonly Mailbox _mailbox;
    private readonly EngineClock _clock;
    private readonly StoreThread _store;
    private readonly ResultReader _results;
    private readonly EngineThread _engine;
    private readonly Thread _thread;
    private bool _isStarted;

    public EngineHost(
        EngineHostSettings settings,
        IStoreFactory factory,
        IMemoryProbe memory,
        ISeedSource seeds,
        IProcessStopper stopper,
        EngineHealth health,
        EngineMetrics metrics,
        TimeProvider time,
        ILogger<EngineHost> logger)
    {
        _mailbox = new Mailbox(settings.CommandsWorthWaking);
        var outage = new Outage(settings.RecoveryTimeout, time);
        var opener = new StoreOpener(factory, () => new StateMachine(settings.Engine, metrics.Jobs), outage, time, logger);
        Memory = new MemoryGuard(settings.MaxMemory, memory, time);
        _clock = new EngineClock(time, _mailbox.Ring);
        var watch = new StoreWatch(settings.RecoveryTimeout, time, _mailbox.Raise);
        _store = new StoreThread(_mailbox, opener, watch, metrics, time, logger);
        _results = new ResultReader(() => opener.Current, logger);
        _engine = new EngineThread(
            _mailbox, _store, _results, _clock, seeds, new LiveSettings(settings.Cron), Memory, new HeapKeeper(memory), health, metrics, stopper, logger);
        _thread = new Thread(_engine.Run) { IsBackground = true, Name = "Faktory engine" };
    }

    /// <summary>Where the data is.</summary>
    public string Location => _store.Location;

    /// <summary>The size of the store's log; null when it has none or is not open. Safe from any thread.</summary>
    public long? StoreLogBytes => _store.LogBytes;

    public MemoryGuard Memory { get; }

    /// <summary>Opens and loads the store; commands are applied when it returns.</summary>
    /// <exception cref="StoreException">The store cannot be opened or read.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _isStarted = true;
        _thread.Start();
        _store.Start();
        try
        {
            await _engine.Loaded.WaitAsync(cancellationToken);
        }
        catch
        {
            _store.Cancel();
            await StopAsync(CancellationToken.None);
            throw;
        }
    }

    public void Post(ReadOnlySpan<Command> commands)
    {
        if (!_mailbox.Post(commands))
        {
            new ReplyRelease().Refuse(commands.ToArray(), ReplyRelease.ShuttingDown);
        }
    }

    /// <summary>Answers what was posted, closes the store and ends both threads. Commands posted later are refused.</summary>
    /// <param name="cancellationToken">Abandons a commit that hangs: its commands stay unanswered.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_isStarted)
        {
            return;
        }

        _mailbox.RequestStop();
        using (cancellationToken.Register(_store.Cancel))
        {
            await _engine.Ended.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        Dispose();
    }

    /// <summary>Frees what is free; the threads, if they still run, end with the process.</summary>
    public void Dispose()
    {
        if (!_isStarted || _engine.Ended.IsCompleted)
        {
            _clock.Dispose();
            _store.Dispose();
            _results.Dispose();
        }
    }
}
