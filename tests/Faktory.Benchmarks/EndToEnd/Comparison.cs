using Faktory.Benchmarks.Measuring;
using Faktory.Benchmarks.Systems;
using Faktory.LoadTest;

namespace Faktory.Benchmarks.EndToEnd;

/// <summary>The same workloads on one system after another.</summary>
internal static class Comparison
{
    /// <returns>The exit code: 0 when all that is installed was measured.</returns>
    public static async Task<int> RunAsync(ComparisonSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        var results = new List<SystemResult>();
        foreach (var name in settings.Systems)
        {
            await Console.Error.WriteLineAsync($"Measuring {Describe(name)} …");
            results.Add(await MeasureAsync(name, settings, cancellationToken));
        }

        await output.WriteLineAsync(
            $"{Environment.ProcessorCount} processors, {settings.Concurrency} jobs at a time, handlers that do nothing, counted in the handler; chains of {Chain.Stages} stages with {settings.Width} jobs each. "
            + $"At most {settings.PhaseLimit.TotalSeconds:F0} s per phase.\n");
        await ComparisonTable.WriteAsync(output, results);
        return 0;
    }

    private static async Task<SystemResult> MeasureAsync(SystemName name, ComparisonSettings settings, CancellationToken cancellationToken)
    {
        var board = new Scoreboard(settings.Width);
        try
        {
            await using var system = await StartAsync(name, settings, board, cancellationToken);
            return await new SystemRun(system, board, settings, cancellationToken).MeasureAsync(Describe(name));
        }
        catch (Exception error) when (error is BenchmarkException or LoadException or TimeoutException)
        {
            return new SystemResult(Describe(name)) { Missing = error.Message };
        }
    }

    private static Task<IJobSystem> StartAsync(SystemName name, ComparisonSettings settings, Scoreboard board, CancellationToken cancellationToken) => name switch
    {
        SystemName.HangfireMemory => Task.FromResult(HangfireSystem.InMemory(settings, board)),
        SystemName.HangfirePostgreSql => HangfireSystem.OnPostgreSqlAsync(settings, board, cancellationToken),
        SystemName.QuartzMemory => QuartzSystem.InMemoryAsync(settings, board, cancellationToken),
        SystemName.QuartzPostgreSql => QuartzSystem.OnPostgreSqlAsync(settings, board, cancellationToken),
        _ => FaktorySystem.StartAsync(settings, board, cancellationToken),
    };

    private static string Describe(SystemName name) => name switch
    {
        SystemName.HangfireMemory => "Hangfire, in-memory",
        SystemName.HangfirePostgreSql => "Hangfire, PostgreSQL",
        SystemName.QuartzMemory => "Quartz.NET, RAM",
        SystemName.QuartzPostgreSql => "Quartz.NET, PostgreSQL",
        _ => "Faktory for .NET",
    };
}
