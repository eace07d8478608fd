using System.CommandLine;
using BenchmarkDotNet.Running;
using Faktory.Benchmarks.EndToEnd;
using Faktory.Benchmarks.Systems;

namespace Faktory.Benchmarks;

/// <summary>The commands and their options.</summary>
internal static class BenchmarkCommandLine
{
    private static readonly Option<SystemName[]> Systems = new("--systems")
    {
        HelpName = "LIST",
        Description = $"{string.Join(", ", Enum.GetNames<SystemName>())}; ratios are those of the first. Default: all.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => Enum.GetValues<SystemName>(),
        CustomParser = result =>
        {
            var systems = new List<SystemName>();
            foreach (var text in result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)))
            {
                if (Enum.TryParse<SystemName>(text, ignoreCase: true, out var system) && Enum.IsDefined(system))
                {
                    systems.Add(system);
                }
                else
                {
                    result.AddError($"--systems has \"{text}\"; it takes {string.Join(", ", Enum.GetNames<SystemName>())}, separated by commas.");
                }
            }

            return [.. systems];
        },
    };

    private static readonly Option<int> Jobs = Number("--jobs", "No-op jobs that are measured, at most.", 100_000, 1, 10_000_000);
    private static readonly Option<int> WarmUp = Number("--warm-up", "No-op jobs that run before them, at most.", 30_000, 1, 1_000_000);
    private static readonly Option<int> Concurrency = Number("--concurrency", "Jobs that run at a time.", 20, 1, 1000);
    private static readonly Option<int> Probes = Number("--probes", "Single jobs that are pushed to an idle worker.", 300, 1, 100_000);
    private static readonly Option<int> Hops = Number("--hops", "Chains that run one after another, for the hop between stages.", 100, 1, 100_000);
    private static readonly Option<int> Chains = Number("--chains", "Chains that run at once.", 500, 1, 100_000);
    private static readonly Option<int> Width = Number("--width", "Jobs per stage.", 5, 1, 1000);
    private static readonly Option<int> Seconds = Number("--seconds", "The longest that one phase of one system may take; there are six.", 15, 1, 3600);
    private static readonly Option<string?> Durability = new("--durability") { HelpName = "NAME", Description = "The durability of the Faktory server. Default: Full." };
    private static readonly Option<bool> Allocations = new("--allocations") { Description = "Show the types that the worker allocates most; that slows it down." };

    public static Task<int> InvokeAsync(string[] args)
    {
        var compare = new Command("compare", "Runs the same no-op and three-stage workloads on Faktory for .NET, Hangfire and Quartz.NET, and prints a table.")
        {
            Systems, Jobs, WarmUp, Concurrency, Probes, Hops, Chains, Width, Seconds, Durability, Allocations,
        };
        compare.SetAction((line, cancellationToken) => Comparison.RunAsync(Read(line), Console.Out, cancellationToken));

        var micro = new Command("micro", "Runs BenchmarkDotNet; everything after it is BenchmarkDotNet's, for example --filter '*'.") { TreatUnmatchedTokensAsErrors = false };
        micro.SetAction(line => BenchmarkSwitcher.FromAssembly(typeof(BenchmarkCommandLine).Assembly).Run([.. line.UnmatchedTokens]).Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0);

        var root = new RootCommand("Benchmarks of Faktory for .NET.") { compare, micro };
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
    }

    private static ComparisonSettings Read(ParseResult line) => new()
    {
        Systems = line.GetRequiredValue(Systems),
        Jobs = line.GetValue(Jobs),
        WarmUp = line.GetValue(WarmUp),
        Concurrency = line.GetValue(Concurrency),
        Probes = line.GetValue(Probes),
        Hops = line.GetValue(Hops),
        Chains = line.GetValue(Chains),
        Width = line.GetValue(Width),
        PhaseLimit = TimeSpan.FromSeconds(line.GetValue(Seconds)),
        Durability = line.GetValue(Durability),
        Allocations = line.GetValue(Allocations),
    };

    private static Option<int> Number(string name, string description, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var number) && (number < least || number > most))
            {
                result.AddError($"{name} is {number}; it must be from {least} to {most}.");
            }
        });
        return option;
    }
}
