using System.Diagnostics;

namespace Faktory.Benchmarks.Measuring;

/// <summary>What this process and the server have used at one moment.</summary>
internal readonly record struct Sample(long Count, long Timestamp, TimeSpan Cpu, long Allocated, TimeSpan? ServerCpu)
{
    public static Sample Take(long count, Func<TimeSpan?> serverCpu) =>
        new(count, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), serverCpu());
}
