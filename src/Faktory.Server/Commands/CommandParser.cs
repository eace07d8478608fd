using System.Text;
using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>Turns one line into a command for the engine or an answer. Never throws, whatever the line is.</summary>
internal static class CommandParser
{
    /// <summary>How much of a client's own text an error repeats.</summary>
    public const int MaxEchoBytes = 1000;

    /// <param name="session">The connection that sent it.</param>
    /// <param name="line">Without its line ending.</param>
    /// <param name="now">UTC; becomes <c>created_at</c> of jobs that have none.</param>
    /// <param name="figures">What INFO says about the process.</param>
    public static ParsedCommand Parse(Session session, ReadOnlySpan<byte> line, DateTime now, IHostFigures figures)
    {
        var space = line.IndexOf((byte)' ');
        var verb = space < 0 ? line : line[..space];
        var argument = space < 0 ? default : line[(space + 1)..];
        try
        {
            return ParseJob(session, verb, argument, now, space < 0) ?? ParseOther(session, verb, argument, now, figures, space < 0);
        }
        catch (JsonException exception)
        {
            return ParsedCommand.Refused("invalid JSON: " + JsonArgument.Describe(exception));
        }
    }

    /// <summary>A client's text for an error message, cut where it is absurdly long.</summary>
    public static string Echo(ReadOnlySpan<byte> text) => text.Length <= MaxEchoBytes
        ? Encoding.UTF8.GetString(text)
        : Encoding.UTF8.GetString(text[..MaxEchoBytes]) + "…";

    private static ParsedCommand? ParseJob(Session session, ReadOnlySpan<byte> verb, ReadOnlySpan<byte> argument, DateTime now, bool isBare)
    {
        if (verb.SequenceEqual("PUSH"u8))
        {
            return isBare ? Bare("PUSH", "a job as JSON") : JobParser.ParsePush(session, argument, now);
        }

        if (verb.SequenceEqual("FETCH"u8))
        {
            return FetchParser.Parse(session, argument);
        }

        if (verb.SequenceEqual("ACK"u8))
        {
            return isBare ? Bare("ACK", "{\"jid\":\"…\"}") : ReportParser.ParseAck(session, argument);
        }

        if (verb.SequenceEqual("FAIL"u8))
        {
            return isBare ? Bare("FAIL", "{\"jid\":\"…\",…}") : FailureParser.ParseFail(session, argument);
        }

        if (verb.SequenceEqual("PUSHB"u8))
        {
            return isBare ? Bare("PUSHB", "an array of jobs as JSON") : JobParser.ParsePushMany(session, argument, now);
        }

        return null;
    }

    private static ParsedCommand ParseOther(
        Session session, ReadOnlySpan<byte> verb, ReadOnlySpan<byte> argument, DateTime now, IHostFigures figures, bool isBare) => Echo(verb) switch
    {
        "BATCH" => BatchParser.Parse(session, argument, now),
        "BEAT" => isBare ? Bare("BEAT", "{\"wid\":\"…\"}") : BeatParser.Parse(session, argument),
        "REQUEUE" => isBare ? Bare("REQUEUE", "{\"jid\":\"…\"}") : ReportParser.ParseRequeue(session, argument),
        "MUTATE" => MutateParser.Parse(session, argument),
        "QUEUE" => QueueParser.Parse(session, argument),
        "TRACK" => TrackParser.Parse(session, argument),
        "INFO" => ParsedCommand.For(new InfoCommand(session, figures.Read())),
        "FLUSH" => ParsedCommand.For(new FlushCommand(session)),
        "END" => ParsedCommand.End,
        var unknown => ParsedCommand.Unknown(unknown),
    };

    private static ParsedCommand Bare(string verb, string expected) => ParsedCommand.Refused($"{verb} needs {expected} on the same line");
}
