namespace Faktory.Worker;

/// <summary>
/// Counts the worker's slots, so that the server never sees more reservations than slots, and what is under way in them, so that the worker
/// knows when all is done. To be read and changed inside <see cref="Gate"/>, which also guards the lane that fills the slots.
/// </summary>
internal sealed class SlotCount(int slots)
{
    private TaskCompletionSource? _idle;
    private int _occupied;
    private int _underWay;

    public Lock Gate { get; } = new();

    /// <summary>How many slots there are.</summary>
    public int Count => slots;

    /// <summary>Slots without a job.</summary>
    public int Free => slots - _occupied;

    /// <summary>As <see cref="Free"/>, for anyone outside the gate.</summary>
    public int ReadFree()
    {
        lock (Gate)
        {
            return Free;
        }
    }

    /// <summary>A job takes a slot until <see cref="Vacate"/>.</summary>
    public void Occupy() => _occupied++;

    /// <summary>The result of a slot's job has reached the server, or never will.</summary>
    public void Vacate() => _occupied--;

    /// <summary>A FETCH, or a job up to its result, is under way until <see cref="End"/>.</summary>
    public void Begin() => _underWay++;

    /// <summary>It has ended, and whatever follows from it has begun.</summary>
    public void End()
    {
        _underWay--;
        if (_underWay == 0)
        {
            _idle?.TrySetResult();
        }
    }

    /// <summary>Completes when nothing is under way. For anyone, outside the gate too.</summary>
    public Task WhenIdle()
    {
        lock (Gate)
        {
            if (_underWay == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }
}
