namespace Faktory.Benchmarks.Systems;

/// <summary>For APIs that take one job per call.</summary>
internal static class Parallelly
{
    private const int Callers = 20;

    public static Task ForAsync(int first, int count, Func<int, ValueTask> push, CancellationToken cancellationToken) => Parallel.ForAsync(
        first, first + count, new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = cancellationToken }, (number, _) => push(number));
}
