using System.Text;
using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>The BATCH commands. Subcommands match in any case.</summary>
internal static class BatchParser
{
    private const int MaxTreePage = 1000;

    /// <exception cref="JsonException">The argument is no JSON of the right form.</exception>
    public static ParsedCommand Parse(Session session, ReadOnlySpan<byte> argument, DateTime now)
    {
        var space = argument.IndexOf((byte)' ');
        var name = space < 0 ? argument : argument[..space];
        var rest = space < 0 ? default : argument[(space + 1)..].Trim((byte)' ');
        var subcommand = Encoding.UTF8.GetString(name.Length <= CommandParser.MaxEchoBytes ? name : name[..CommandParser.MaxEchoBytes]).ToUpperInvariant();
        if (subcommand is not ("NEW" or "OPEN" or "COMMIT" or "STATUS" or "SUBMIT" or "TREE" or "CANCEL"))
        {
            return ParsedCommand.Refused(subcommand.Length == 0
                ? "BATCH needs a subcommand: NEW, OPEN, COMMIT, STATUS, SUBMIT, TREE or CANCEL"
                : "no such BATCH subcommand: " + subcommand);
        }

        if (rest.IsEmpty)
        {
            return ParsedCommand.Refused($"BATCH {subcommand} needs {(subcommand is "NEW" or "SUBMIT" ? "a batch as JSON" : "a batch id")}");
        }

        return subcommand switch
        {
            "NEW" => BatchDraftParser.ParseNew(session, rest, now),
            "SUBMIT" => BatchDraftParser.ParseSubmit(session, rest, now),
            "TREE" => ParseTree(session, rest),
            "CANCEL" => ParsedCommand.For(new BatchCancelCommand(session, Encoding.UTF8.GetString(rest))),
            "OPEN" => ParsedCommand.For(new BatchOpenCommand(session, Encoding.UTF8.GetString(rest))),
            "COMMIT" => ParsedCommand.For(new BatchCommitCommand(session, Encoding.UTF8.GetString(rest))),
            _ => ParsedCommand.For(new BatchStatusCommand(session, Encoding.UTF8.GetString(rest))),
        };
    }

    private static ParsedCommand ParseTree(Session session, ReadOnlySpan<byte> argument)
    {
        if (argument[0] != (byte)'{')
        {
            return ParsedCommand.For(new BatchTreeCommand(session, Encoding.UTF8.GetString(argument), null, MaxTreePage));
        }

        string? bid = null, after = null;
        var limit = (long)MaxTreePage;
        var reader = JsonArgument.Open(argument);
        while (JsonArgument.NextProperty(ref reader, out var name))
        {
            if (JsonArgument.Matches(name, "bid"u8))
            {
                bid = JsonArgument.ReadString(ref reader, "bid");
            }
            else if (JsonArgument.Matches(name, "after"u8))
            {
                after = JsonArgument.ReadString(ref reader, "after");
            }
            else if (JsonArgument.Matches(name, "limit"u8))
            {
                limit = JsonArgument.ReadInteger(ref reader, "limit") ?? MaxTreePage;
            }
            else
            {
                reader.Skip();
            }
        }

        JsonArgument.Close(ref reader);
        if (string.IsNullOrEmpty(bid))
        {
            return ParsedCommand.Refused("BATCH TREE needs a batch id");
        }

        return limit < 1
            ? ParsedCommand.Refused("the limit of BATCH TREE must be 1 or more")
            : ParsedCommand.For(new BatchTreeCommand(session, bid, string.IsNullOrEmpty(after) ? null : after, (int)Math.Min(limit, MaxTreePage)));
    }
}
