using Faktory.Benchmarks.EndToEnd;
using Faktory.Benchmarks.Systems;

namespace Faktory.Benchmarks.Tests;

public sealed class ComparisonTests
{
    [Fact]
    public async Task A_few_jobs_run_on_Faktory_and_on_Hangfire_and_all_figures_are_told()
    {
        var settings = new ComparisonSettings
        {
            Systems = [SystemName.Faktory, SystemName.HangfireMemory],
            Jobs = 200,
            WarmUp = 20,
            Concurrency = 4,
            Probes = 3,
            Hops = 2,
            Chains = 2,
            Width = 2,
            PhaseLimit = TimeSpan.FromSeconds(20),
        };
        var output = new StringWriter();

        await Comparison.RunAsync(settings, output, TestContext.Current.CancellationToken);

        var rows = output.ToString().Split('\n').Where(line => line.StartsWith("| Faktory", StringComparison.Ordinal) || line.StartsWith("| Hangfire", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Equal(12, row.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length));
        Assert.DoesNotContain("| - |", rows[0], StringComparison.Ordinal);
    }
}
