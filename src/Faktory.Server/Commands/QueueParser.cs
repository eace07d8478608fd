using System.Text;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>QUEUE (BEHAVIOUR 1.3): the subcommand in any case, then names or <c>*</c>.</summary>
internal static class QueueParser
{
    private const string All = "*";

    public static ParsedCommand Parse(Session session, ReadOnlySpan<byte> argument)
    {
        var words = Encoding.UTF8.GetString(argument).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return ParsedCommand.Refused("QUEUE needs PAUSE, RESUME, REMOVE or LATENCY and the names of queues");
        }

        var subcommand = words[0].ToUpperInvariant();
        string[] names = [.. words.Skip(1).Distinct()];
        return subcommand switch
        {
            "PAUSE" => ParseChange(session, QueueOperation.Pause, subcommand, names),
            "RESUME" => ParseChange(session, QueueOperation.Resume, subcommand, names),
            "REMOVE" => ParseChange(session, QueueOperation.Remove, subcommand, names),
            "LATENCY" => ParseLatency(session, names),
            _ => ParsedCommand.Refused("no such QUEUE subcommand: " + CommandParser.Echo(Encoding.UTF8.GetBytes(subcommand))),
        };
    }

    private static ParsedCommand ParseChange(Session session, QueueOperation operation, string subcommand, string[] names) => names switch
    {
        [] => NoNames(subcommand),
        [All] => ParsedCommand.For(new QueueCommand(session, operation, [])),
        _ => ParsedCommand.For(new QueueCommand(session, operation, names)),
    };

    private static ParsedCommand ParseLatency(Session session, string[] names) => names switch
    {
        [] => NoNames("LATENCY"),
        [All] => ParsedCommand.Refused("QUEUE LATENCY does not support wildcards"),
        _ => ParsedCommand.For(new QueueLatencyCommand(session, names)),
    };

    private static ParsedCommand NoNames(string subcommand) => ParsedCommand.Refused($"QUEUE {subcommand} needs the names of queues");
}
