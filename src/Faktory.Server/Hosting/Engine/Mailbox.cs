using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>Everything the engine thread waits for, behind one lock and without an allocation per command.</summary>
/// <param name="commandsWorthWaking">So many commands end a wait in which their replies could not leave anyway.</param>
internal sealed class Mailbox(int commandsWorthWaking)
{
    private readonly object _gate = new();
    private readonly Queue<StoreEvent> _events = new();
    private List<Command> _commands = [];
    private bool _isWaiting;
    private int _enough = 1;
    private bool _rang;
    private bool _isStopping;
    private bool _isClosed;
    private volatile bool _hasEvents;

    /// <summary>Read without the lock while commands are applied, so that a finished commit does not wait for a long group.</summary>
    public bool HasEvents => _hasEvents;

    /// <returns>False when the mailbox is closed; the commands were not taken.</returns>
    public bool Post(ReadOnlySpan<Command> commands)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            _commands.AddRange(commands);
            if (_commands.Count >= _enough)
            {
                Wake();
            }

            return true;
        }
    }

    public void Raise(StoreEvent storeEvent)
    {
        lock (_gate)
        {
            _events.Enqueue(storeEvent);
            _hasEvents = true;
            Wake();
        }
    }

    public void Ring()
    {
        lock (_gate)
        {
            _rang = true;
            Wake();
        }
    }

    public void RequestStop()
    {
        lock (_gate)
        {
            _isStopping = true;
            Wake();
        }
    }

    /// <summary>Takes what came. Waits for something first if <paramref name="wait"/>; a requested stop counts as something.</summary>
    /// <param name="recycled">An empty list that becomes the next to fill.</param>
    /// <param name="takeCommands">Whether commands are wanted; otherwise they stay and do not end the wait.</param>
    /// <param name="wait">Whether to wait.</param>
    /// <param name="isCommitting">
    /// Whether a group is being committed. Until it is, no reply can leave, and to wake up for every single command would cost more than
    /// to apply it: a few commands do not end the wait then.
    /// </param>
    public Mail Take(List<Command> recycled, bool takeCommands, bool wait, bool isCommitting)
    {
        lock (_gate)
        {
            _enough = isCommitting ? commandsWorthWaking : 1;
            while (wait && _events.Count == 0 && !_rang && !(takeCommands && (_commands.Count >= _enough || _isStopping)))
            {
                _isWaiting = true;
                Monitor.Wait(_gate);
            }

            _isWaiting = false;
            var commands = recycled;
            if (takeCommands && _commands.Count > 0)
            {
                (commands, _commands) = (_commands, recycled);
            }

            _events.TryDequeue(out var storeEvent);
            _hasEvents = _events.Count > 0;
            var rang = _rang;
            _rang = false;
            return new Mail(commands, storeEvent, rang, _isStopping);
        }
    }

    /// <summary>Takes nothing more, unless commands wait.</summary>
    public bool TryClose()
    {
        lock (_gate)
        {
            return _isClosed = _isClosed || _commands.Count == 0;
        }
    }

    private void Wake()
    {
        if (_isWaiting)
        {
            Monitor.Pulse(_gate);
        }
    }
}

/// <param name="Commands">The list given as recycled when there are none.</param>
/// <param name="Event">At most one at a time, in order.</param>
/// <param name="Rang">Whether the timer rang.</param>
/// <param name="IsStopping">Whether the engine is to end once everything is answered.</param>
internal readonly record struct Mail(List<Command> Commands, StoreEvent? Event, bool Rang, bool IsStopping);
