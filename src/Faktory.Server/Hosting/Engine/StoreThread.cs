using Faktory.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Hosting;

/// <summary>
/// The commit thread: the only one that touches the store, so that a sync never blocks the thread pool. Does one
/// request at a time and answers each with one event.
/// </summary>
internal sealed class StoreThread : IDisposable
{
    private readonly object _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Mailbox _mailbox;
    private readonly StoreOpener _opener;
    private readonly StoreWatch _watch;
    private readonly EngineMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private Action? _request;
    private bool _isFailed;
    private bool _isAbandoned;

    public StoreThread(Mailbox mailbox, StoreOpener opener, StoreWatch watch, EngineMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_mailbox, _opener, _watch, _metrics, _time, _logger) = (mailbox, opener, watch, metrics, time, logger);
        _thread = new Thread(Run) { IsBackground = true, Name = "Faktory commit" };
    }

    /// <summary>Where the data is, as far as known.</summary>
    public string Location => _opener.Location;

    public long? LogBytes => _opener.LogBytes;

    /// <summary>Starts the thread with opening and loading the store: <see cref="StoreEvent.Loaded"/> or <see cref="StoreEvent.GaveUp"/>.</summary>
    public void Start()
    {
        Request(Open);
        _thread.Start();
    }

    public void Commit(CommandGroup group) => Request(() => CommitNow(group));

    /// <summary>Housekeeping while nothing is to be committed.</summary>
    public void MaintainIdle() => Request(() => Execute(
        () => _opener.Store.MaintainAsync(idle: true, _stop.Token), new StoreEvent.Maintained()));

    /// <summary>Replaces the failed store: <see cref="StoreEvent.Loaded"/> or <see cref="StoreEvent.GaveUp"/>.</summary>
    public void Recover(Exception error) => Request(() => Reopen(error));

    /// <summary>Ends what it does as soon as possible; a commit may be left undecided.</summary>
    public void Cancel() => _stop.Cancel();

    /// <inheritdoc cref="StoreOpener.Unreadable"/>
    public StoreException Unreadable(Exception error) => _opener.Unreadable(error);

    /// <summary>Nobody waits any more for the call that hangs; it ends with the process.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <summary>Closes the store and ends the thread. To be called when no commit is under way.</summary>
    public void Stop()
    {
        Cancel();
        if (!_isAbandoned)
        {
            _thread.Join();
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        if (!_thread.IsAlive)
        {
            _stop.Dispose();
        }
    }

    private void Request(Action request)
    {
        lock (_gate)
        {
            _request = request;
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        using var wake = _stop.Token.Register(() =>
        {
            lock (_gate)
            {
                Monitor.Pulse(_gate);
            }
        });

        while (Next() is { } request)
        {
            request();
        }

        Close();
    }

    private Action? Next()
    {
        lock (_gate)
        {
            while (_request is null && !_stop.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }

            var request = _request;
            _request = null;
            return request;
        }
    }

    private void CommitNow(CommandGroup group)
    {
        var start = _time.GetTimestamp();
        if (Execute(() => _opener.Store.CommitAsync(group.Changes, _stop.Token), new StoreEvent.Committed(group)))
        {
            _metrics.OnCommitted(_time.GetElapsedTime(start), group.Answered.Count);
            _opener.Outage.OnCommitted();
            Execute(() => _opener.Store.MaintainAsync(idle: false, _stop.Token), null);
        }
    }

    /// <summary>A boundary: whatever the store throws is a failure of the store, and is reported as such by the engine thread.</summary>
    private bool Execute(Func<ValueTask> action, StoreEvent? done)
    {
        if (_isFailed)
        {
            return false;
        }

        _watch.Begin();
        try
        {
            Blocking.Wait(action());
        }
        catch (Exception error)
        {
            _isFailed = true;
            _mailbox.Raise(new StoreEvent.Failed(error));
            return false;
        }
        finally
        {
            _watch.End();
        }

        if (done is not null)
        {
            _mailbox.Raise(done);
        }

        return true;
    }

    private void Open()
    {
        try
        {
            _mailbox.Raise(new StoreEvent.Loaded(_opener.Open(_stop.Token)));
        }
        catch (Exception error)
        {
            _mailbox.Raise(new StoreEvent.GaveUp(error));
        }
    }

    private void Reopen(Exception error)
    {
        _watch.Begin();
        Close();
        _watch.End();
        if (_opener.Reopen(error, _watch, _stop.Token) is { } result)
        {
            _isFailed = result is not StoreEvent.Loaded;
            _mailbox.Raise(result);
        }
    }

    private void Close()
    {
        try
        {
            _opener.Close();
        }
        catch (Exception error)
        {
            _logger.CloseFailed(Location, error);
        }
    }
}
