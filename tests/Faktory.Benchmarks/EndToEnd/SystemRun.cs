using System.Diagnostics;
using Faktory.Benchmarks.Measuring;
using Faktory.Benchmarks.Systems;

namespace Faktory.Benchmarks.EndToEnd;

/// <summary>Measures one system, phase by phase. Each phase ends at its limit, with what was reached by then.</summary>
internal sealed class SystemRun(IJobSystem system, Scoreboard board, ComparisonSettings settings, CancellationToken cancellationToken)
{
    private const int PushChunk = 2000;

    // Long enough that a worker parks or polls again before the next job.
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(10);

    public async Task<SystemResult> MeasureAsync(string name)
    {
        var (pushed, pushTime) = await PushAsync();
        GC.Collect();
        var (from, to) = await ProcessAsync(pushed);
        var jobs = Math.Max(1, to.Count - from.Count);

        // Behind a backlog they would measure the backlog.
        var isDrained = await DrainedAsync(pushed);
        var pushToRun = isDrained ? await ProbeAsync(pushed) : [];
        var hops = isDrained ? await HopAsync() : [];
        return new SystemResult(name)
        {
            AtItsAck = system.AtItsAck,
            Jobs = to.Count - from.Count,
            PushesPerSecond = pushed / pushTime.TotalSeconds,
            JobsPerSecond = jobs / Stopwatch.GetElapsedTime(from.Timestamp, to.Timestamp).TotalSeconds,
            WorkerMicroseconds = (to.Cpu - from.Cpu).TotalMicroseconds / jobs,
            ServerMicroseconds = (to.ServerCpu - from.ServerCpu)?.TotalMicroseconds / jobs,
            AllocatedBytes = (double)(to.Allocated - from.Allocated) / jobs,
            PushToRun = Percentiles.Of(pushToRun),
            Hops = Percentiles.Of(hops),
            ChainJobsPerSecond = isDrained ? await ChainsAsync() : null,
        };
    }

    private async Task<(int Pushed, TimeSpan Time)> PushAsync()
    {
        var (wanted, pushed) = (settings.WarmUp + settings.Jobs, 0);
        var since = Stopwatch.StartNew();
        while (pushed < wanted && since.Elapsed < settings.PhaseLimit)
        {
            // In chunks, small at first, so that the limit is noticed by the slow ones too.
            var chunk = Math.Min(Math.Min(PushChunk, Math.Max(100, pushed)), wanted - pushed);
            await system.PushManyAsync(pushed, chunk, cancellationToken);
            pushed += chunk;
        }

        return (pushed, since.Elapsed);
    }

    private async Task<(Sample From, Sample To)> ProcessAsync(int pushed)
    {
        using var profile = settings.Allocations ? new AllocationProfile() : null;
        var warm = board.WhenCount(Math.Min(settings.WarmUp, pushed / 4), () => system.ServerCpu);
        await system.StartWorkerAsync(cancellationToken);
        var from = await WithinAsync(warm, settings.PhaseLimit / 4);
        profile?.Clear();
        var to = await WithinAsync(board.WhenCount(pushed, () => system.ServerCpu), settings.PhaseLimit);
        foreach (var line in profile?.Top() ?? [])
        {
            await Console.Error.WriteLineAsync(line);
        }

        return (from, to);
    }

    private async Task<Sample> WithinAsync(Task<Sample> goal, TimeSpan limit)
    {
        await Task.WhenAny(goal, Task.Delay(limit, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return goal.IsCompleted ? await goal : Sample.Take(board.Count, () => system.ServerCpu);
    }

    private async Task<List<TimeSpan>> ProbeAsync(int pushed)
    {
        var times = new List<TimeSpan>();
        var since = Stopwatch.StartNew();
        for (var probe = 0; probe < settings.Probes && since.Elapsed < settings.PhaseLimit; probe++)
        {
            await Task.Delay(Idle, cancellationToken);
            var ran = board.WhenNext();
            var before = Stopwatch.GetTimestamp();
            await system.PushAsync(pushed + probe, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(before, await ran.WaitAsync(settings.PhaseLimit, cancellationToken)));
        }

        return times;
    }

    /// <summary>Whether everything pushed was run, after one more phase at most.</summary>
    private async Task<bool> DrainedAsync(int pushed)
    {
        await WithinAsync(board.WhenCount(pushed, () => null), settings.PhaseLimit);
        return board.Count >= pushed;
    }

    private async Task<List<TimeSpan>> HopAsync()
    {
        var hops = new List<TimeSpan>();
        var since = Stopwatch.StartNew();
        for (var chain = 0; chain < settings.Hops && since.Elapsed < settings.PhaseLimit; chain++)
        {
            var times = board.Expect(chain);
            await system.StartChainAsync(chain, cancellationToken);
            await times.Done.WaitAsync(settings.PhaseLimit, cancellationToken);
            hops.AddRange(times.Hops);
        }

        return hops;
    }

    private async Task<double?> ChainsAsync()
    {
        var since = Stopwatch.StartNew();
        var chains = Enumerable.Range(settings.Hops, settings.Chains).Select(board.Expect).ToList();
        await Parallelly.ForAsync(settings.Hops, settings.Chains, chain => new ValueTask(system.StartChainAsync(chain, cancellationToken)), cancellationToken);
        var left = settings.PhaseLimit * 2 - since.Elapsed;
        await Task.WhenAny(Task.WhenAll(chains.Select(chain => chain.Done)), Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken));
        return chains.Sum(chain => chain.Jobs) / since.Elapsed.TotalSeconds;
    }
}
