using System.Text.Json;
using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Commands;

/// <summary>MUTATE.</summary>
internal static class MutateParser
{
    public static ParsedCommand Parse(Session session, ReadOnlySpan<byte> argument)
    {
        if (argument.IsEmpty || argument.Contains((byte)' '))
        {
            return ParsedCommand.Refused("invalid format");
        }

        try
        {
            return Read(session, argument);
        }
        catch (JsonException exception)
        {
            return ParsedCommand.Refused(JsonArgument.Describe(exception));
        }
    }

    private static ParsedCommand Read(Session session, ReadOnlySpan<byte> argument)
    {
        string? operation = null, target = null;
        var filter = new MutateFilter([], null);
        var hasRegexp = false;
        var reader = JsonArgument.Open(argument);
        if (JsonArgument.IsObject(ref reader, "the argument"))
        {
            while (JsonArgument.NextProperty(ref reader, out var name))
            {
                if (JsonArgument.Matches(name, "cmd"u8))
                {
                    operation = JsonArgument.ReadString(ref reader, "cmd");
                }
                else if (JsonArgument.Matches(name, "target"u8))
                {
                    target = JsonArgument.ReadString(ref reader, "target");
                }
                else if (JsonArgument.Matches(name, "filter"u8))
                {
                    filter = ReadFilter(ref reader, out hasRegexp);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        JsonArgument.Close(ref reader);
        return Check(session, operation, target, filter, hasRegexp);
    }

    private static MutateFilter ReadFilter(ref Utf8JsonReader reader, out bool hasRegexp)
    {
        hasRegexp = false;
        IReadOnlyList<string> jobIds = [];
        string? jobType = null;
        if (JsonArgument.IsObject(ref reader, "filter"))
        {
            while (JsonArgument.NextProperty(ref reader, out var name))
            {
                if (JsonArgument.Matches(name, "jids"u8))
                {
                    jobIds = JsonArgument.ReadStrings(ref reader, "jids");
                }
                else if (JsonArgument.Matches(name, "jobtype"u8))
                {
                    jobType = JsonArgument.ReadString(ref reader, "jobtype");
                }
                else if (JsonArgument.Matches(name, "regexp"u8))
                {
                    hasRegexp = !string.IsNullOrEmpty(JsonArgument.ReadString(ref reader, "regexp"));
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return new MutateFilter(jobIds, string.IsNullOrEmpty(jobType) ? null : jobType);
    }

    private static ParsedCommand Check(Session session, string? operation, string? target, MutateFilter filter, bool hasRegexp)
    {
        MutateOperation? known = operation switch
        {
            "kill" => MutateOperation.Kill,
            "discard" => MutateOperation.Discard,
            "requeue" => MutateOperation.Requeue,
            "clear" => MutateOperation.Clear,
            _ => null,
        };
        if (known is not { } what)
        {
            return ParsedCommand.Refused("unknown mutate operation");
        }

        JobState? set = target switch
        {
            "scheduled" => JobState.Scheduled,
            "retries" => JobState.Retrying,
            "dead" => JobState.Dead,
            _ => null,
        };
        if (set is not { } where)
        {
            return ParsedCommand.Refused("invalid target for mutation command");
        }

        return hasRegexp && filter.JobIds.Count == 0 && what != MutateOperation.Clear
            ? ParsedCommand.Refused("this server cannot filter by regexp; filter by jids or jobtype")
            : ParsedCommand.For(new MutateCommand(session, what, where, filter));
    }
}
