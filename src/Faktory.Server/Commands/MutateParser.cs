using System.Text;
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
        var filter = MutateFilter.All;
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
                    filter = ReadFilter(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        JsonArgument.Close(ref reader);
        return Check(session, operation, target, filter);
    }

    private static MutateFilter ReadFilter(ref Utf8JsonReader reader)
    {
        IReadOnlyList<string> jobIds = [];
        string? jobType = null, pattern = null;
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
                    pattern = JsonArgument.ReadString(ref reader, "regexp");
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return new MutateFilter(jobIds, NullIfEmpty(jobType), NullIfEmpty(pattern));
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static ParsedCommand Check(Session session, string? operation, string? target, MutateFilter filter)
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

        return filter.Pattern is { } pattern && Encoding.UTF8.GetByteCount(pattern) > Glob.MaxLength
            ? ParsedCommand.Refused($"the regexp of a filter may have {Glob.MaxLength} bytes at most")
            : ParsedCommand.For(new MutateCommand(session, what, where, filter));
    }
}
