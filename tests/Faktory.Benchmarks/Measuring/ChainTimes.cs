using System.Diagnostics;
using Faktory.Benchmarks.Systems;

namespace Faktory.Benchmarks.Measuring;

/// <summary>When the stages of one chain began and ended.</summary>
internal sealed class ChainTimes
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long[] _began = new long[Chain.Stages];
    private readonly long[] _ended = new long[Chain.Stages];
    private readonly int[] _left = new int[Chain.Stages];
    private readonly int _width;

    public ChainTimes(int width)
    {
        _width = width;
        Array.Fill(_left, width);
    }

    /// <summary>Completes when the last job of the last stage runs.</summary>
    public Task Done => _done.Task;

    /// <summary>How many of its jobs have run.</summary>
    public int Jobs => _width * Chain.Stages - _left.Sum();

    /// <summary>From the end of the last handler of a stage, just before its ACK, to the first handler of the next one.</summary>
    public IEnumerable<TimeSpan> Hops => Enumerable.Range(1, Chain.Stages - 1).Select(stage => Stopwatch.GetElapsedTime(_ended[stage - 1], _began[stage]));

    /// <returns>Whether it was the last one of its stage.</returns>
    public bool Ran(int stage)
    {
        Interlocked.CompareExchange(ref _began[stage], Stopwatch.GetTimestamp(), 0);
        if (Interlocked.Decrement(ref _left[stage]) != 0)
        {
            return false;
        }

        _ended[stage] = Stopwatch.GetTimestamp();
        if (stage + 1 == Chain.Stages)
        {
            _done.TrySetResult();
        }

        return true;
    }
}
