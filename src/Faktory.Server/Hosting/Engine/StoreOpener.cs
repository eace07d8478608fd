using Faktory.Server.Engine;
using Faktory.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Hosting;

/// <summary>Opens the store, loads an engine from it, and does so again after it failed. Commit thread only.</summary>
internal sealed class StoreOpener(IStoreFactory factory, Func<StateMachine> createEngine, Outage outage, TimeProvider time, ILogger logger)
{
    private volatile IStore? _store;

    /// <summary>The open store; null while there is none. From any thread.</summary>
    public IStore? Current => _store;

    public IStore Store => _store ?? throw new InvalidOperationException("The store is not open.");

    /// <summary>Where the data is or was; read from any thread.</summary>
    public string Location { get; private set; } = "(not open yet)";

    public Outage Outage => outage;

    /// <exception cref="StoreException">The store cannot be opened or read.</exception>
    public StateMachine Open(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        _store = Blocking.Wait(factory.OpenAsync(cancellationToken));
        Location = _store.Location;
        var engine = createEngine();
        Blocking.Wait(_store.LoadAsync(engine, cancellationToken));
        logger.Loaded(Location, (long)time.GetElapsedTime(start).TotalMilliseconds);
        return engine;
    }

    /// <returns>Loaded or gave up; null when cancelled.</returns>
    public StoreEvent? Reopen(Exception error, CancellationToken cancellationToken)
    {
        outage.OnFailure();
        while (!outage.IsTooLong)
        {
            try
            {
                Blocking.Wait(new ValueTask(Task.Delay(outage.NextDelay(), time, cancellationToken)));
                var engine = Open(cancellationToken);
                outage.OnOpened();
                return new StoreEvent.Loaded(engine);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception attempt)
            {
                error = attempt;
                logger.ReopenFailed(Location, (long)outage.Elapsed.TotalSeconds, attempt);
                CloseHalfOpened();
            }
        }

        return new StoreEvent.GaveUp(error);
    }

    public void Close()
    {
        var store = _store;
        _store = null;
        if (store is not null)
        {
            Blocking.Wait(store.DisposeAsync());
        }
    }

    private void CloseHalfOpened()
    {
        try
        {
            Close();
        }
        catch (Exception error)
        {
            logger.CloseFailed(Location, error);
        }
    }
}
