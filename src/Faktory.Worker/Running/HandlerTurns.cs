namespace Faktory.Worker;

/// <summary>
/// Lets the jobs of handlers with <see cref="JobHandlerOptions.MaxConcurrency"/> wait for their turn, first come first served, and tells which queues to leave
/// out meanwhile, so that those who wait do not take all slots.
/// </summary>
/// <param name="slots">The worker's slots.</param>
internal sealed class HandlerTurns(int slots)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<HandlerTurn> _waiting = [];
    private readonly int _tooMany = Math.Max(1, slots / 4);
    private bool _isClosed;

    /// <summary>Takes a place for a job that was just fetched.</summary>
    public HandlerTurn Request(HandlerLimit limit, string queue)
    {
        var turn = new HandlerTurn(this, limit, queue);
        lock (_gate)
        {
            if (limit.TryEnter())
            {
                turn.End(isGranted: true);
            }
            else if (_isClosed)
            {
                turn.End(isGranted: false);
            }
            else
            {
                _waiting.AddLast(turn);
            }
        }

        return turn;
    }

    /// <summary>Whether a queue is to be left out, because jobs that came from it wait and too many wait in all.</summary>
    public bool HoldsUp(string queue)
    {
        lock (_gate)
        {
            return _waiting.Count >= _tooMany && SomeoneWaitsFrom(queue);
        }
    }

    private bool SomeoneWaitsFrom(string queue) => _waiting.Any(turn => turn.Queue == queue);

    /// <summary>Nobody who waits gets a turn any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (var turn in _waiting)
            {
                turn.End(isGranted: false);
            }

            _waiting.Clear();
        }
    }

    /// <summary>A turn is over, or is not wanted any more.</summary>
    internal void Leave(HandlerTurn turn)
    {
        lock (_gate)
        {
            if (!turn.IsGranted)
            {
                _waiting.Remove(turn);
                return;
            }

            turn.Limit.Leave();
            if (_waiting.FirstOrDefault(waiting => waiting.Limit == turn.Limit) is { } next && next.Limit.TryEnter())
            {
                _waiting.Remove(next);
                next.End(isGranted: true);
            }
        }
    }
}
