using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>TRACK GET and TRACK SET.</summary>
internal static class TrackParser
{
    private const string MissingJobId = "missing JID";
    /// <exception cref="JsonException">The argument of SET is no object, or a field has the wrong type.</exception>
    public static ParsedCommand Parse(Session session, ReadOnlySpan<byte> argument)
    {
        var space = argument.IndexOf((byte)' ');
        var verb = space < 0 ? argument : argument[..space];
        var rest = space < 0 ? default : argument[(space + 1)..].Trim((byte)' ');
        if (verb.SequenceEqual("GET"u8))
        {
            return rest.IsEmpty
                ? ParsedCommand.Refused(MissingJobId)
                : ParsedCommand.For(new TrackGetCommand(session, CommandParser.Echo(rest)));
        }

        if (verb.SequenceEqual("SET"u8))
        {
            return rest.IsEmpty ? ParsedCommand.Refused(MissingJobId) : ParseSet(session, rest);
        }

        return ParsedCommand.Refused("TRACK needs GET and a jid, or SET and {\"jid\":\"…\",…}");
    }

    private static ParsedCommand ParseSet(Session session, ReadOnlySpan<byte> argument)
    {
        string? jobId = null, description = null, until = null;
        double? percent = null;
        var reader = JsonArgument.Open(argument);
        if (JsonArgument.IsObject(ref reader, "the argument"))
        {
            while (JsonArgument.NextProperty(ref reader, out var name))
            {
                if (JsonArgument.Matches(name, "jid"u8))
                {
                    jobId = JsonArgument.ReadString(ref reader, "jid");
                }
                else if (JsonArgument.Matches(name, "percent"u8))
                {
                    percent = ReadPercent(ref reader);
                }
                else if (JsonArgument.Matches(name, "desc"u8))
                {
                    description = JsonArgument.ReadString(ref reader, "desc");
                }
                else if (JsonArgument.Matches(name, "reserve_until"u8))
                {
                    until = JsonArgument.ReadString(ref reader, "reserve_until");
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        JsonArgument.Close(ref reader);
        if (string.IsNullOrEmpty(jobId))
        {
            return ParsedCommand.Refused(MissingJobId);
        }

        DateTime? reserveUntil = WireTime.TryParse(until, out var time) ? time : null;
        if (reserveUntil is null && !string.IsNullOrEmpty(until))
        {
            return ParsedCommand.Refused("reserve_until must be a time such as \"2026-01-31T12:00:00Z\" (RFC 3339)");
        }

        return ParsedCommand.For(new TrackSetCommand(session, jobId)
        {
            Percent = (int?)percent,
            Description = ShownText.Cut(description),
            ReserveUntil = reserveUntil,
        });
    }

    private static double? ReadPercent(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number when reader.TryGetDouble(out var percent) && percent is >= 0 and <= 100 => percent,
        _ => throw JsonArgument.Wrong("percent", "a number from 0 to 100"),
    };
}
