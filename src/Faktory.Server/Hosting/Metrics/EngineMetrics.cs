using System.Diagnostics.Metrics;
using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>What is measured where it happens: commands on the engine thread, commits on the commit thread.</summary>
internal sealed class EngineMetrics(Meter meter)
{
    private const string CommandKey = "command";

    private readonly CommandVerbs _verbs = new();

    private readonly Histogram<double> _commands = meter.CreateHistogram(
        "faktory.server.command.duration",
        "s",
        "From applying a command until its reply may leave, the commit included and the wait of a parked FETCH not.",
        advice: Buckets(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5));

    private readonly Histogram<double> _commits = meter.CreateHistogram(
        "faktory.server.commit.duration",
        "s",
        "How long the store took to make one group of changes durable.",
        advice: Buckets(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5));

    private readonly Histogram<int> _groups = meter.CreateHistogram(
        "faktory.server.commit.size",
        "{command}",
        "How many replies waited for one commit.",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000] });

    /// <summary>What happened to jobs.</summary>
    public JobTally Jobs { get; } = new();

    /// <summary>The replies of a group may leave.</summary>
    /// <param name="commands">The group.</param>
    /// <param name="since">When its first command was applied: one that was applied before was parked until then.</param>
    /// <param name="now">The time.</param>
    public void OnReleased(IReadOnlyList<Command> commands, DateTime since, DateTime now)
    {
        if (!_commands.Enabled)
        {
            return;
        }

        for (var i = 0; i < commands.Count; i++)
        {
            var command = commands[i];
            if (_verbs.Of(command) is { } verb)
            {
                var start = command.Now > since ? command.Now : since;
                _commands.Record((now - start).TotalSeconds, new KeyValuePair<string, object?>(CommandKey, verb));
            }
        }
    }

    /// <summary>The store took a group.</summary>
    public void OnCommitted(TimeSpan duration, int commands)
    {
        _commits.Record(duration.TotalSeconds);
        _groups.Record(commands);
    }

    private static InstrumentAdvice<double> Buckets(params double[] boundaries) => new() { HistogramBucketBoundaries = boundaries };
}
