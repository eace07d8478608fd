using System.Text;
using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>The BATCH commands. Subcommands match in any case.</summary>
internal static class BatchParser
{
    /// <exception cref="JsonException">The argument is no JSON of the right form.</exception>
    public static ParsedCommand Parse(Session session, ReadOnlySpan<byte> argument, DateTime now)
    {
        var space = argument.IndexOf((byte)' ');
        var name = space < 0 ? argument : argument[..space];
        var rest = space < 0 ? default : argument[(space + 1)..].Trim((byte)' ');
        var subcommand = Encoding.UTF8.GetString(name.Length <= CommandParser.MaxEchoBytes ? name : name[..CommandParser.MaxEchoBytes]).ToUpperInvariant();
        if (subcommand is not ("NEW" or "OPEN" or "COMMIT" or "STATUS" or "SUBMIT" or "TREE" or "LIST" or "RESULTS" or "CANCEL" or "RETRY"))
        {
            return ParsedCommand.Refused(subcommand.Length == 0
                ? "BATCH needs a subcommand: NEW, OPEN, COMMIT, STATUS, SUBMIT, TREE, LIST, RESULTS, CANCEL or RETRY"
                : "no such BATCH subcommand: " + subcommand);
        }

        if (rest.IsEmpty && subcommand != "LIST")
        {
            return ParsedCommand.Refused($"BATCH {subcommand} needs {(subcommand is "NEW" or "SUBMIT" ? "a batch as JSON" : "a batch id")}");
        }

        return subcommand switch
        {
            "NEW" => BatchDraftParser.ParseNew(session, rest, now),
            "SUBMIT" => BatchDraftParser.ParseSubmit(session, rest, now),
            "TREE" => BatchPageParser.ParseTree(session, rest),
            "LIST" => BatchPageParser.ParseList(session, rest),
            "RESULTS" => BatchPageParser.ParseResults(session, rest),
            "CANCEL" => ParsedCommand.For(new BatchCancelCommand(session, Encoding.UTF8.GetString(rest))),
            "RETRY" => ParsedCommand.For(new BatchRetryCommand(session, Encoding.UTF8.GetString(rest))),
            "OPEN" => ParsedCommand.For(new BatchOpenCommand(session, Encoding.UTF8.GetString(rest))),
            "COMMIT" => ParsedCommand.For(new BatchCommitCommand(session, Encoding.UTF8.GetString(rest))),
            _ => ParsedCommand.For(new BatchStatusCommand(session, Encoding.UTF8.GetString(rest))),
        };
    }
}
