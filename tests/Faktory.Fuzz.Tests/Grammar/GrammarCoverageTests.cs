using System.Reflection;
using System.Text;
using Faktory.Server.Commands;
using Faktory.Server.Connections;
using Faktory.Server.Engine;

namespace Faktory.Fuzz.Tests.Grammar;

/// <summary>A new command of the server is fuzzed, or this fails.</summary>
public sealed class GrammarCoverageTests
{
    /// <summary>Made by connections, timers and the handshake; no line becomes one.</summary>
    private static readonly Type[] Inner =
    [
        typeof(HelloCommand), typeof(InputEndedCommand), typeof(GoodbyeCommand), typeof(ReturnCommand), typeof(TickCommand), typeof(LocalCommand), typeof(ConfigureCronCommand),
        typeof(SetThrottlesCommand), typeof(SampleCommand), typeof(RunDueCommand), typeof(ListJobsCommand),
    ];

    [Fact]
    public void Every_kind_of_command_is_made_by_a_line_of_the_grammar()
    {
        var demanded = typeof(Command).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Command)) && !type.IsAbstract).Except(Inner);

        var made = Parsed().Select(command => command.GetType());

        Assert.Equal([], demanded.Except(made).Select(type => $"{type.Name}: add a line to {nameof(CommandGrammar)}"));
    }

    /// <summary>Of MUTATE's operations one is not on the wire: BATCH RETRY is kept as a mutation while it goes on.</summary>
    [Fact]
    public void Every_variant_of_a_command_is_made_by_a_line_of_the_grammar()
    {
        var commands = Parsed().ToList();
        var variants = commands.Select(command => command.GetType()).Distinct()
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(property => property.PropertyType.IsEnum && property.PropertyType.Name.EndsWith("Operation", StringComparison.Ordinal));

        foreach (var variant in variants)
        {
            var seen = commands.Where(variant.DeclaringType!.IsInstanceOfType).Select(variant.GetValue).Distinct().ToList();
            Assert.Equal([], Enum.GetValuesAsUnderlyingType(variant.PropertyType).Cast<object>()
                .Select(value => Enum.ToObject(variant.PropertyType, value))
                .Except(seen.Append(MutateOperation.Retry)).Select(value => $"{variant.DeclaringType!.Name} {value}: add a line to {nameof(CommandGrammar)}"));
        }
    }

    [Fact]
    public void Every_line_of_the_grammar_is_a_command_that_the_server_understands()
    {
        foreach (var line in Lines())
        {
            Assert.True(Parse(line).Command is not null || line == "END", line);
        }
    }

    private static IEnumerable<Command> Parsed() => Lines().Select(line => Parse(line).Command).OfType<Command>();

    private static IEnumerable<string> Lines()
    {
        var names = new Vocabulary();
        names.AddBatch("b-1");
        var dice = new Dice(1);
        return CommandGrammar.Commands.Concat(CommandGrammar.Endings)
            .SelectMany(command => command.Lines)
            .Select(line => names.Fill(line.Replace("@time", "2026-01-01T00:00:00Z", StringComparison.Ordinal), dice));
    }

    private static ParsedCommand Parse(string line) =>
        CommandParser.Parse(new Session(), Encoding.UTF8.GetBytes(line), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), new ConnectionRegistry(TimeProvider.System));
}
