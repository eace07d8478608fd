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

    /// <summary>See <see cref="IStore.LogBytes"/>; safe from any thread.</summary>
    public long? LogBytes => _store?.LogBytes;

    public Outage Outage => outage;

    /// <summary>The store gave all its rows, but no engine can be made from them.</summary>
    public StoreException Unreadable(Exception error) => new(
        $"{Location} is damaged or was written by another version of this server: something in it cannot be understood ({error.Message}). Restore a backup, or run the version that wrote it.",
        error);

    /// <exception cref="StoreException">The store cannot be opened or read.</exception>
    public StateMachine Open(CancellationToken cancellationToken)
    {
        _store = Blocking.Wait(factory.OpenAsync(cancellationToken));
        Location = _store.Location;
        return Load(_store, cancellationToken);
    }

    /// <param name="error">Why.</param>
    /// <param name="watch">Is told of each opening.</param>
    /// <param name="cancellationToken">Ends it without a result.</param>
    /// <returns>Loaded or gave up; null when cancelled.</returns>
    public StoreEvent? Reopen(Exception error, StoreWatch watch, CancellationToken cancellationToken)
    {
        outage.OnFailure();
        while (!outage.IsTooLong)
        {
            try
            {
                Blocking.Wait(new ValueTask(Task.Delay(outage.NextDelay(), time, cancellationToken)));
                var engine = OpenAgain(watch, cancellationToken);
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

    /// <summary>Loading is not watched: many jobs take their time.</summary>
    private StateMachine OpenAgain(StoreWatch watch, CancellationToken cancellationToken)
    {
        watch.Begin();
        try
        {
            _store = Blocking.Wait(factory.OpenAsync(cancellationToken));
        }
        finally
        {
            watch.End();
        }

        return Load(_store, cancellationToken);
    }

    private StateMachine Load(IStore store, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var engine = createEngine();
        try
        {
            Blocking.Wait(store.LoadAsync(engine, cancellationToken));
        }
        catch (Exception error) when (error is not StoreException and not OperationCanceledException)
        {
            throw Unreadable(error);
        }

        logger.Loaded(Location, (long)time.GetElapsedTime(start).TotalMilliseconds);
        return engine;
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
