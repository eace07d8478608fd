namespace Faktory.LoadTest.Load;

/// <summary>The jobs of a measurement that no connection has taken on yet.</summary>
internal sealed class WorkPool(int jobs)
{
    private int _taken;

    /// <summary>Takes up to so many; the first number comes back, and how many there are, 0 at the end.</summary>
    public (int First, int Count) Take(int most)
    {
        var end = Interlocked.Add(ref _taken, most);
        var first = end - most;
        return first >= jobs ? (jobs, 0) : (first, Math.Min(most, jobs - first));
    }
}
