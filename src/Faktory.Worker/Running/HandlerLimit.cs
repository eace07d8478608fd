namespace Faktory.Worker;

/// <summary>How many jobs of one handler may run at the same time. Counted by <see cref="HandlerTurns"/>, under its lock.</summary>
internal sealed class HandlerLimit(int most)
{
    private int _running;

    public bool TryEnter()
    {
        if (_running == most)
        {
            return false;
        }

        _running++;
        return true;
    }

    public void Leave() => _running--;
}
