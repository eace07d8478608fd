using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>BEAT.</summary>
internal static class BeatParser
{
    public static ParsedCommand Parse(Session session, ReadOnlySpan<byte> argument)
    {
        try
        {
            return Read(session, argument);
        }
        catch (JsonException)
        {
            return ParsedCommand.Refused("invalid BEAT " + CommandParser.Echo(argument));
        }
    }

    private static ParsedCommand Read(Session session, ReadOnlySpan<byte> argument)
    {
        var wid = "";
        string? state = null;
        var rss = 0L;
        var reader = JsonArgument.Open(argument);
        if (JsonArgument.IsObject(ref reader, "the argument"))
        {
            while (JsonArgument.NextProperty(ref reader, out var name))
            {
                if (JsonArgument.Matches(name, "wid"u8))
                {
                    wid = JsonArgument.ReadString(ref reader, "wid") ?? "";
                }
                else if (JsonArgument.Matches(name, "current_state"u8))
                {
                    state = JsonArgument.ReadString(ref reader, "current_state");
                }
                else if (JsonArgument.Matches(name, "rss_kb"u8))
                {
                    rss = JsonArgument.ReadInteger(ref reader, "rss_kb") ?? 0;
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        JsonArgument.Close(ref reader);
        return ParsedCommand.For(new BeatCommand(session, wid, state, rss));
    }
}
