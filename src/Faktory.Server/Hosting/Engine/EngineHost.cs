using Faktory.Server.Engine;
using Faktory.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Hosting;

/// <summary>Runs the engine: two threads, one mailbox, one store. The way in for connections is <see cref="Post"/>.</summary>
internal sealed class EngineHost : ICommandQueue, IAsyncDisposable, IDisposable
{
    private readonly Mailbox _mailbox = new();
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
        TimeProvider time,
        ILogger<EngineHost> logger)
    {
        var outage = new Outage(settings.RecoveryTimeout, time);
        var opener = new StoreOpener(factory, () => new StateMachine(settings.Engine), outage, time, logger);
        _clock = new EngineClock(time, _mailbox.Ring);
        _store = new StoreThread(_mailbox, opener, new StoreWatch(settings.RecoveryTimeout, time, _mailbox.Raise), logger);
        _results = new ResultReader(() => opener.Current, logger);
        var live = new LiveSettings(settings.Cron);
        _engine = new EngineThread(_mailbox, _store, _results, _clock, seeds, live, new MemoryGuard(settings.MaxMemory, memory, time), health, stopper, logger);
        _thread = new Thread(_engine.Run) { IsBackground = true, Name = "Faktory engine" };
    }

    /// <summary>Where the data is.</summary>
    public string Location => _store.Location;

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
