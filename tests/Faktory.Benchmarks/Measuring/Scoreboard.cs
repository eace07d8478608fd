using System.Collections.Concurrent;
using System.Diagnostics;

namespace Faktory.Benchmarks.Measuring;

/// <summary>What the handlers of every system report to; the only place where anything is counted.</summary>
internal sealed class Scoreboard(int width)
{
    private readonly ConcurrentDictionary<int, ChainTimes> _chains = new();
    private TaskCompletionSource<long>? _next;
    private Goal? _goal;
    private long _count;

    /// <summary>No-op jobs so far.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>A no-op job runs.</summary>
    public void Ran()
    {
        var count = Interlocked.Increment(ref _count);
        if (Volatile.Read(ref _goal) is { } goal && goal.Count == count)
        {
            goal.Reach(count);
        }

        if (Volatile.Read(ref _next) is { } next)
        {
            next.TrySetResult(Stopwatch.GetTimestamp());
        }
    }

    /// <summary>A job of a stage runs.</summary>
    /// <returns>Whether it is the last one of its stage.</returns>
    public bool StageRan(int chain, int stage) => _chains[chain].Ran(stage);

    /// <summary>A sample of the moment, inside the handler, at which so many no-op jobs have run; of now if they have.</summary>
    public Task<Sample> WhenCount(long count, Func<TimeSpan?> serverCpu)
    {
        var goal = new Goal(count, serverCpu);
        Interlocked.Exchange(ref _goal, goal);
        if (Count >= count)
        {
            goal.Reach(Count);
        }

        return goal.Reached;
    }

    /// <summary>The timestamp at which the next no-op job runs.</summary>
    public Task<long> WhenNext()
    {
        var next = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _next, next);
        return next.Task;
    }

    /// <summary>Expects a chain; before it is started.</summary>
    public ChainTimes Expect(int chain) => _chains[chain] = new ChainTimes(width);

    private sealed class Goal(long count, Func<TimeSpan?> serverCpu)
    {
        private readonly TaskCompletionSource<Sample> _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Count => count;

        public Task<Sample> Reached => _reached.Task;

        public void Reach(long reached) => _reached.TrySetResult(Sample.Take(reached, serverCpu));
    }
}
