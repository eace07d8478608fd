namespace Faktory.Server.Engine;

/// <summary>
/// How often what happened to jobs since the process started, when it was applied. The engine writes, any thread reads.
/// It outlives an engine that is thrown away, so that no count ever goes back.
/// </summary>
internal sealed class JobTally
{
    private readonly long[] _counts = new long[Enum.GetValues<JobEvent>().Length];

    public long this[JobEvent what] => Volatile.Read(ref _counts[(int)what]);

    /// <summary>One thread at a time: no lock prefix on the hot path.</summary>
    public void Count(JobEvent what) => Volatile.Write(ref _counts[(int)what], _counts[(int)what] + 1);
}
