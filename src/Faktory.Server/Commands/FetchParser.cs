using System.Text;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>FETCH.</summary>
internal static class FetchParser
{
    /// <summary>No worker needs more, and a line of millions of names would cost more memory than it brings.</summary>
    private const int MaxQueues = 1000;

    private static readonly IReadOnlyList<string> DefaultOnly = ["default"];

    public static ParsedCommand Parse(Session session, ReadOnlySpan<byte> argument)
    {
        if (argument.SequenceEqual(JobPayload.DefaultQueue))
        {
            return ParsedCommand.For(new FetchCommand(session, DefaultOnly));
        }

        var queues = new List<string>();
        foreach (var range in argument.Split((byte)' '))
        {
            var name = argument[range];
            if (name.IsEmpty)
            {
                continue;
            }

            if (queues.Count == MaxQueues)
            {
                return ParsedCommand.Refused($"FETCH takes {MaxQueues} queues at most");
            }

            queues.Add(Encoding.UTF8.GetString(name));
        }

        return queues.Count == 0
            ? ParsedCommand.Refused("must call fetch with at least one queue")
            : ParsedCommand.For(new FetchCommand(session, queues.Count == 1 ? queues : [.. queues.Distinct()]));
    }
}
