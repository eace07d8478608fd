using Faktory.Server.Engine;

namespace Faktory.Server.Connections;

/// <summary>The commands of one connection that were not answered yet, in their order. Filled by its reader, emptied by its writer.</summary>
internal sealed class ReplyQueue
{
    /// <summary>A connection is not read beyond so many unanswered commands …</summary>
    public const int MaxCommands = 1000;

    /// <summary>… or so many bytes that they and their replies hold.</summary>
    public const long MaxBytes = 4 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<(Command Command, long Bytes)> _waiting = new();
    private long _bytes;

    public bool IsFull
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count >= MaxCommands || _bytes >= MaxBytes;
            }
        }
    }

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count == 0;
            }
        }
    }

    /// <param name="command">To be answered after everything that was added before.</param>
    /// <param name="bytes">The length of its line, and what it holds beyond that.</param>
    public void Add(Command command, long bytes)
    {
        lock (_gate)
        {
            _waiting.Enqueue((command, bytes));
            _bytes += bytes;
        }
    }

    /// <summary>Takes the first reply if it may leave; null when it may not, or there is none.</summary>
    public Reply? TakeReleased()
    {
        lock (_gate)
        {
            if (!_waiting.TryPeek(out var first) || !first.Command.IsReleased)
            {
                return null;
            }

            _waiting.Dequeue();
            _bytes -= first.Bytes;
            return first.Command.Reply;
        }
    }

    /// <summary>FETCHes that the engine has not applied yet receive nothing.</summary>
    public void CancelFetches()
    {
        lock (_gate)
        {
            foreach (var (command, _) in _waiting)
            {
                if (command is FetchCommand fetch)
                {
                    fetch.IsCancelled = true;
                }
            }
        }
    }
}
