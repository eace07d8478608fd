using System.Runtime.CompilerServices;

namespace Faktory.Worker;

/// <summary>The wait for the answer to one FETCH. A lane uses it again for a later one, which an async method could not.</summary>
internal sealed class FetchWait : IThreadPoolWorkItem
{
    private readonly Action<FetchWait> _answered;
    private readonly Action _continuation;
    private ValueTaskAwaiter<Job?> _fetch;

    /// <param name="lane">Where the FETCH was sent.</param>
    /// <param name="answered">Called when there is an answer, never inside of <see cref="Begin"/>.</param>
    public FetchWait(Lane lane, Action<FetchWait> answered)
    {
        Lane = lane;
        _answered = answered;
        _continuation = Execute;
    }

    public Lane Lane { get; }

    /// <summary>The timestamp of its sending.</summary>
    public long SentAt { get; private set; }

    public void Begin(ValueTask<Job?> fetch, long sentAt)
    {
        SentAt = sentAt;
        _fetch = fetch.GetAwaiter();
        if (_fetch.IsCompleted)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else
        {
            _fetch.UnsafeOnCompleted(_continuation);
        }
    }

    /// <summary>The answer, once there is one: a job, null for none, or what went wrong as an exception. To be asked once.</summary>
    public Job? Take() => _fetch.GetResult();

    public void Execute() => _answered(this);
}
